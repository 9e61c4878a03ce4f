#include "report/replay.h"

#include "base/json.h"
#include "base/label.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Probabilities in 64 steps, a character each. */
static const char levels[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void replay_put_string(FILE *out, const char *text, size_t length)
{
    fputc('"', out);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < ' ' || c == '<' || c == '"' || c == '\\' || c == 127)
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

static int cells_of(const replay *r)
{
    return r->p.rows * r->p.cols;
}

/* --- grids ------------------------------------------------------------------------------------------------------- */

static char character(const replay_puzzle *p, const uint8_t *classes, int cell)
{
    return classes[cell] < p->planes * p->classes ? p->symbols[classes[cell]] : p->question[cell];
}

static void put_answer(const replay *r, const uint8_t *classes)
{
    char *text = (char *)r->scratch;
    for (int i = 0; i < cells_of(r); i++) text[i] = character(&r->p, classes, i);
    replay_put_string(r->out, text, (size_t)cells_of(r));
}

/* The classes of a frame, tidied, in `to`. */
static void read_frame(const replay *r, const trace *t, int frame, uint8_t *to)
{
    memcpy(to, t->answers + (size_t)frame * (size_t)t->cells, (size_t)cells_of(r));
    if (r->p.tidy) r->p.tidy(r->p.rules, to);
}

/* Those that differ from the right answer, or if that is not known, break a rule. A cell that is not filled yet does
 * neither. */
static void put_wrong(const replay *r, const uint8_t *classes, const uint8_t *broken)
{
    const char *right = r->p.answer, *comma = "";
    fprintf(r->out, "\"wrong\":[");
    for (int i = 0; i < cells_of(r); i++) {
        int wrong = right ? right[i] != ' ' && right[i] != character(&r->p, classes, i) : broken[i];
        if (!wrong || classes[i] >= r->p.planes * r->p.classes) continue;
        fprintf(r->out, "%s%d", comma, i);
        comma = ",";
    }
    fputc(']', r->out);
}

/* --- probabilities ----------------------------------------------------------------------------------------------- */

/* Of the classes of a cell [P C], from logits [P, L, C]. Returns the entropy, in nats. */
static double softmax(const replay_puzzle *p, const float *logits, int cells, int cell, double *chance)
{
    int n = p->planes * p->classes;
    double most = -INFINITY, sum = 0, entropy = 0;
    for (int k = 0; k < n; k++) {
        chance[k] = (double)logits[(k / p->classes * cells + cell) * p->classes + k % p->classes];
        if (chance[k] > most) most = chance[k];
    }
    for (int k = 0; k < n; k++) sum += chance[k] = exp(chance[k] - most);
    for (int k = 0; k < n; k++) {
        chance[k] /= sum;
        if (chance[k] > 0) entropy -= chance[k] * log(chance[k]);
    }
    return entropy;
}

/* And the mean entropy of cells that are open and mean something in the answer. */
static void put_candidates(const replay *r, const float *logits, int cells, const uint8_t *classes)
{
    const replay_puzzle *p = &r->p;
    double chance[256], sum = 0;
    int n = p->planes * p->classes, open = 0;
    fprintf(r->out, ",\"candidates\":\"");
    for (int i = 0; i < cells_of(r); i++) {
        double entropy = softmax(p, logits, cells, i, chance);
        for (int k = 0; k < n; k++)
            fputc(levels[chance[k] > 0 ? (int)(chance[k] * 63 + 0.5) : 0], r->out); /* 0 for NaN */
        if ((p->given && p->given[i]) || (p->tidy && p->symbols[classes[i]] == ' ')) continue;
        sum += entropy;
        open++;
    }
    fprintf(r->out, "\",\"entropy\":");
    json_put_real(r->out, open ? sum / open : 0, 4);
}

/* --- steps ------------------------------------------------------------------------------------------------------- */

static void put_place(const replay *r, const trace *t, int frame)
{
    double at[2];
    latent_place(&r->plane, t->z + (size_t)frame * t->state_each, at);
    for (int i = 0; i < 2; i++)
        if (!isfinite(at[i])) at[i] = 0; /* no number of JSON */
    fprintf(r->out, "[%.4g,%.4g]", at[0], at[1]);
}

/* What happened within a step: frames `first` .. `last`. */
static void put_updates(const replay *r, const trace *t, int first, int last)
{
    uint8_t *now = r->scratch + cells_of(r), *before = now + cells_of(r);
    fprintf(r->out, ",\"updates\":[");
    for (int f = first; f <= last; f++) {
        if (f > first) fputc(',', r->out);
        read_frame(r, t, f, now);
        if (f > 0) read_frame(r, t, f - 1, before);
        if (f > 0 && !memcmp(now, before, (size_t)cells_of(r)))
            fputs("\"\"", r->out);
        else
            put_answer(r, now);
    }
    fputc(']', r->out);
    if (!r->plane.size) return;
    fprintf(r->out, ",\"path\":");
    for (int f = first; f <= last; f++) {
        fputc(f == first ? '[' : ',', r->out);
        put_place(r, t, f);
    }
    fputc(']', r->out);
}

static judgement put_step(const replay *r, const trace *t, int step, char *sentence)
{
    int last = (step + 1) * t->per_step - 1;
    uint8_t *now = r->scratch + cells_of(r), *broken = now + cells_of(r);
    read_frame(r, t, last, now);
    memset(broken, 0, (size_t)cells_of(r));
    judgement solved = r->p.judge(r->p.rules, now, broken, sentence);
    fprintf(r->out, "{\"answer\":");
    put_answer(r, now);
    fputc(',', r->out);
    put_wrong(r, now, broken);
    fprintf(r->out, ",\"halting\":");
    json_put_real(r->out, t->halts[last], 4);
    if (t->logits) put_candidates(r, t->logits + (size_t)last * t->logits_each, t->cells, now);
    if (r->plane.size) {
        fprintf(r->out, ",\"latent\":");
        put_place(r, t, last);
    }
    if (t->per_step > 1) put_updates(r, t, step * t->per_step, last);
    fputc('}', r->out);
    return solved;
}

static const char *word(judgement solved)
{
    return solved == JUDGED_UNKNOWN ? "null" : solved == JUDGED_RIGHT ? "true" : "false";
}

/* --- the whole --------------------------------------------------------------------------------------------------- */

static void begin(const replay *r)
{
    const replay_puzzle *p = &r->p;
    fprintf(r->out, "{\"kind\":");
    replay_put_string(r->out, p->kind, strlen(p->kind));
    fprintf(r->out, ",\"name\":");
    replay_put_string(r->out, p->name, strlen(p->name));
    fprintf(r->out, ",\"rows\":%d,\"cols\":%d", p->rows, p->cols);
    if (p->box_rows) fprintf(r->out, ",\"box\":[%d,%d]", p->box_rows, p->box_cols);
    fprintf(r->out, ",\"symbols\":");
    replay_put_string(r->out, p->symbols, (size_t)(p->planes * p->classes));
    fprintf(r->out, ",\"measure\":\"%s\",\"threshold\":%g", p->measure, p->threshold);
    if (p->belief.scale != 0)
        fprintf(r->out, ",\"sure\":[%.6g,%.6g],\"calibrated\":%s", p->belief.scale, p->belief.offset,
                p->belief.calibrated ? "true" : "false");
    fprintf(r->out, ",\"most\":%d%s,\"question\":", p->most, p->about);
    replay_put_string(r->out, p->question, (size_t)cells_of(r));
    fprintf(r->out, ",\"given\":\"");
    for (int i = 0; i < cells_of(r); i++) fputc(p->given && p->given[i] ? '1' : '0', r->out);
    fprintf(r->out, "\",\"answer\":");
    if (p->answer)
        replay_put_string(r->out, p->answer, (size_t)cells_of(r));
    else
        fputs("null", r->out);
    fprintf(r->out, ",\"tries\":[");
}

int replay_open(replay *r, const replay_puzzle *p)
{
    *r = (replay){.p = *p};
    r->scratch = malloc(3 * (size_t)cells_of(r));
    r->out = r->scratch ? open_memstream(&r->text, &r->size) : NULL;
    if (!r->out) return -1;
    begin(r);
    return 0;
}

int replay_add(replay *r, int number, const trace *t)
{
    char sentence[REPLAY_SENTENCE] = "";
    judgement solved = JUDGED_UNKNOWN;
    if (r->tries == REPLAY_TRIES && fseek(r->out, r->last, SEEK_SET) == 0) r->tries--;
    if (r->tries == REPLAY_TRIES - 1) r->last = ftell(r->out);
    if (t->z && t->has_z && !r->plane.size && latent_plane_fit(&r->plane, t->z, t->frames, t->state_each)) return -1;
    fprintf(r->out, "%s{\"number\":%d,\"steps\":[", r->tries++ ? "," : "", number);
    for (int step = 0; step < t->frames / t->per_step; step++) {
        if (step > 0) fputc(',', r->out);
        *sentence = 0;
        solved = put_step(r, t, step, sentence);
    }
    fprintf(r->out, "],\"solved\":%s,\"fault\":", word(solved));
    replay_put_string(r->out, sentence, strlen(sentence));
    fputc('}', r->out);
    return ferror(r->out) ? -1 : 0;
}

int replay_end(replay *r, int chosen, int made, judgement solved, const char *verdict)
{
    fprintf(r->out, "],\"chosen\":%d,\"asked\":%d,\"verdict\":{\"solved\":%s,\"text\":", chosen, made, word(solved));
    replay_put_string(r->out, verdict, strlen(verdict));
    fprintf(r->out, "}}");
    int failed = fclose(r->out) != 0;
    r->out = NULL;
    return failed ? -1 : 0;
}

void replay_close(replay *r)
{
    if (r->out) fclose(r->out);
    latent_plane_close(&r->plane);
    free(r->scratch);
    free(r->text);
    *r = (replay){0};
}
