/* The container that models and checkpoints lie in; its seal must never depend on anything but its contents. */
#include "base/safetensors.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    error err = {0};
    st_file f;
    char *copy = copy_of(bytes, size), one[SEAL_ROOM], two[SEAL_ROOM];
    int status = st_parse(&f, "file", copy, size, &err);
    check_refusal(status, &err);
    if (status == OK) {
        check_refusal(st_check_seal(&f, "file", &err), &err);
        st_seal(f.tensors, f.tensor_count, f.metadata, f.metadata_count, one);
        st_seal(f.tensors, f.tensor_count, f.metadata, f.metadata_count, two);
        if (strcmp(one, two)) abort();
        st_free(&f);
    }
    free(copy);
    return 0;
}
