/* What every program does first and last. */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

/* Descriptors 0 to 2 are open from here on: otherwise the first file that the program opens would take the place of a
 * standard stream that was closed, and get what is printed. Reading and writing those fails, as it should. */
void program_open(void);

/* Flushes stdout. Returns the exit code: `status`, or NO_FILE with a sentence if the output could not be written. */
int program_close(const char *name, int status);

#endif
