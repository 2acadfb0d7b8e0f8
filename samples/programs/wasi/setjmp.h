/*
 * WASI preview 1 has no longjmp. awk jumps in one place, to end its program; it also knows how to return from there
 * step by step, as it did before: the value that says so is jexit.
 */
#pragma once

typedef int jmp_buf[1];
#define setjmp(env) ((void)(env), 0)
#define longjmp(env, value) return jexit
