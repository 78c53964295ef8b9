/**
 * Language models as Judges: what they are told of a round, and what their answers must be. They
 * are asked through the Coder's {@code ChatClient}.
 */
@NullMarked
package dev.warpsmith.judge.llm;

import org.jspecify.annotations.NullMarked;
