/**
 * A run's content in the formats of other programs. A format is a {@link ExportFormat}, listed in
 * {@link ExportFormats}; the command and its help find it there.
 */
@NullMarked
package dev.warpsmith.optimizer.export;

import org.jspecify.annotations.NullMarked;
