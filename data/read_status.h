/* How reading a file ended: the exit codes of the programs. */
#ifndef DATA_READ_STATUS_H
#define DATA_READ_STATUS_H

enum { READ_OK = 0, READ_BAD_INPUT = 2, READ_NO_FILE = 3 };

#endif
