/* The most memory that the program has held at once. */
#ifndef BASE_PEAK_MEMORY_H
#define BASE_PEAK_MEMORY_H

/* Megabytes; 0 if the system does not say. */
double peak_memory(void);

#endif
