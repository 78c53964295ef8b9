/**
 * Language models as Coders: the {@link ChatClient} port, its adapters (LangChain4j's providers, a
 * command, a recorded transcript), prices, and the Coder that speaks through it.
 *
 * <p>Only the classes named {@code LangChain…} see LangChain4j, so that nothing of it is loaded
 * unless a provider is named.
 */
@NullMarked
package dev.warpsmith.coder.llm;

import org.jspecify.annotations.NullMarked;
