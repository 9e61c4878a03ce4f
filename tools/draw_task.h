/* A test input of an ARC task as --svg and --animate show it. */
#ifndef TOOLS_DRAW_TASK_H
#define TOOLS_DRAW_TASK_H

#include "lib/task_view.h"
#include "tools/exhibit.h"

/* How the input as it is was answered, which must have been asked. `kept` of the view is tidied. */
void draw_task_animate(task_view *v, const solve_settings *s);
int draw_task(exhibit *x, task_view *v, const solve_settings *s, error *err);

#endif
