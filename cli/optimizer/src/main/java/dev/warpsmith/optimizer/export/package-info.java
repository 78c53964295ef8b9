/**
 * A run's content in the formats of other programs. A format is a {@link ExportFormat}, listed in
 * {@link ExportFormats}; the command adds those that need other modules.
 */
@NullMarked
package dev.warpsmith.optimizer.export;

import org.jspecify.annotations.NullMarked;
