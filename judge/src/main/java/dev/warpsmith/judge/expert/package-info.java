/**
 * The expert Judge: it reads a profile as an engineer does, names the limit that binds, and asks
 * for the one move that a small analysis of the profile predicts to gain most.
 */
@NullMarked
package dev.warpsmith.judge.expert;

import org.jspecify.annotations.NullMarked;
