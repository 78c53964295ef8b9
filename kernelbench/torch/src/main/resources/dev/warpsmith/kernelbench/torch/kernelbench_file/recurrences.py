"""Recurrent layers: each is a linear map of all steps, then a recurrence over them."""

import torch

from kernelbench_file.recorder import RESULTS
from kernelbench_file.translation import operator

GATES = {"lstm": 4, "gru": 3, "rnn_tanh": 1, "rnn_relu": 1}


class Layers:
    """The arguments of torch.lstm and its relatives; packed sequences are none of them."""

    def __init__(self, word, x, state, weights, biases, layers, dropout, train, two, batch_first):
        self.states = list(state) if word == "lstm" else [state]
        self.x = x
        self.weights = list(weights)
        self.biases = biases
        self.layers = layers
        self.directions = 2 if two else 1
        self.batch_first = batch_first
        self.projected = len(weights) != layers * self.directions * (4 if biases else 2)

    def results(self):
        """Output and last states, without computing step by step."""
        shape = list(self.x.shape[:-1]) + [self.states[0].shape[-1] * self.directions]
        output = torch.empty(shape, dtype=self.x.dtype)
        return (output, *(torch.empty_like(state) for state in self.states))

    def of(self, layer, direction):
        """Weights and biases of one direction of a layer."""
        each = 4 if self.biases else 2
        first = (layer * self.directions + direction) * each
        own = self.weights[first : first + each]
        return own if self.biases else [*own, None, None]


class Recurrence:
    """Writes the lines of one call."""

    def __init__(self, call):
        self.call = call
        self.recorder = call.recorder
        self.layers = Layers(call.word, *call.args)
        self.last = [[] for _ in self.layers.states]

    def emit(self, word, operands, parameters, shape):
        names = [x if isinstance(x, str) else self.recorder.operand(x) for x in operands]
        value = torch.empty(shape, dtype=self.layers.x.dtype)
        return self.recorder.emit(word, names, parameters, value, False)

    def write(self):
        layers = self.layers
        x, shape = layers.x, list(layers.x.shape)
        if len(shape) != 3 or layers.projected:
            raise self.call.unsupported("'%s' without a batch, or with a projection" % self.call.word)
        if layers.batch_first:
            shape = [shape[1], shape[0], shape[2]]
            x = self.emit("permute", [x], {"dims": [1, 0, 2]}, shape)
        for layer in range(layers.layers):
            sides = [self.side(x, shape, layer, side) for side in range(layers.directions)]
            shape = shape[:2] + [layers.states[0].shape[-1] * layers.directions]
            x = self.emit("cat", sides, {"dim": 2}, shape) if len(sides) > 1 else sides[0]
        if layers.batch_first:
            x = self.emit("permute", [x], {"dims": [1, 0, 2]}, [shape[1], shape[0], shape[2]])
        output, *states = self.call.result
        self.recorder.names[id(output)] = x
        for state, last in zip(states, self.last):
            self.recorder.later[id(state)] = self.joined(state, last)

    def side(self, x, shape, layer, side):
        """One direction of a layer: the states at all steps."""
        layers = self.layers
        count, batch, hidden = shape[0], shape[1], layers.states[0].shape[-1]
        weight, recurrent, bias, own = layers.of(layer, side)
        width = hidden * GATES[self.call.word]
        gates = self.emit("linear", [x, weight] + ([bias] if layers.biases else []), {}, [count, batch, width])
        number = {"dim": 0, "index": layer * layers.directions + side}
        begin = [self.begin(state, number, gates) for state in layers.states]
        operands = [gates, *begin, recurrent] + ([own] if layers.biases else [])
        parameters = {"reverse": True} if side else {}
        at = {"dim": 0, "index": 0 if side else count - 1}
        states = self.emit(self.call.word, operands, parameters, [count, batch, hidden])
        self.last[0].append(lambda: self.emit("select", [states], at, [batch, hidden]))
        if self.call.word == "lstm":
            self.last[1].append(lambda: self.cell(operands, parameters, at, [count, batch, hidden]))
        return states

    def begin(self, state, number, gates):
        """The first state: a row of what was given, or a number wherever none was."""
        shape = list(state.shape[1:])
        value = self.recorder.constants.get(id(state))
        if value is None:
            return self.emit("select", [state], number, shape)
        whole = self.emit("select", [gates], {"dim": 0, "index": 0}, [shape[0], 0])
        part = self.emit("narrow", [whole], {"dim": 1, "start": 0, "length": shape[1]}, shape)
        return self.emit("full_like", [part], {"fill_value": value}, shape)

    def cell(self, operands, parameters, at, shape):
        cells = self.emit("lstm", operands, {**parameters, "cell": True}, shape)
        return self.emit("select", [cells], at, shape[1:])

    def joined(self, state, last):
        """The last states of all layers, written only where they are used."""

        def write():
            parts = [
                self.emit("unsqueeze", [name()], {"dim": 0}, [1, *state.shape[1:]]) for name in last
            ]
            self.recorder.emit("cat", parts, {"dim": 0}, state)

        return write


def results(word):
    return lambda *args: Layers(word, *args).results()


RESULTS.update({word: results(word) for word in GATES})


@operator(*GATES)
def recurrence(call):
    Recurrence(call).write()
