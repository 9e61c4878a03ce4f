/* A plane on which the movement of a latent can be seen: the first two principal components of its states. */
#ifndef REPORT_LATENT_PATH_H
#define REPORT_LATENT_PATH_H

#include <stddef.h> /* size_t */

typedef struct latent_plane {
    size_t size;           /* of a state; 0: there is no plane */
    float *mean, *axis[2]; /* [size]; axes of length 1, or 0 if the states do not vary so far */
    void *block;           /* owns them */
} latent_plane;

/* From states [frames, size], of which some evenly spread ones count if there are many. The last state lies on the
 * positive side of both axes. Returns 0, or -1 if out of memory. */
int latent_plane_fit(latent_plane *p, const float *states, int frames, size_t size);
void latent_plane_close(latent_plane *p);

/* Where a state lies. */
void latent_place(const latent_plane *p, const float *state, double at[2]);

#endif
