/* The labels of an example are classes, one a cell, or this: no answer is asked for in the cell. */
#ifndef BASE_LABEL_H
#define BASE_LABEL_H

enum { NO_LABEL = 255 };

#endif
