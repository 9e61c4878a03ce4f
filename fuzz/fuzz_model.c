/* Model files; what is taken must answer. */
#include "fuzz/fuzz.h"
#include "trm/inference/infer.h"
#include "trm/network/model_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    error err = {0};
    model m;
    char *copy = copy_of(bytes, size);
    int status = model_parse(&m, "model", copy, size, &err);
    free(copy);
    check_refusal(status, &err);
    if (status == OK) model_close(&m);
    return 0;
}
