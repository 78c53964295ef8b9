/**
 * What language models are told, as text resources with {@code {{places}}}, and what is read from
 * their replies.
 */
@NullMarked
package dev.warpsmith.coder.prompt;

import org.jspecify.annotations.NullMarked;
