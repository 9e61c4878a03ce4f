# make            builds ./train and ./solve for this machine
# make check      gradients, kernels and kinds, in seconds
# make test       builds and runs all tests
# make help       lists everything else
#
# Variables: CC, CFLAGS, PREFIX (for install), OPENMP= (build without threads), PORTABLE=1 (programs that run on every
# machine of this architecture; on x86-64 they hold three levels of vector instructions and pick one at start).

# For GNU make; another stops here, and says so.
ifeq (this make,another)
.error This needs GNU make, which other systems call gmake
endif

CFLAGS ?= -O3
PREFIX ?= /usr/local

# As many jobs as there are cores, if neither -j nor a jobserver above says how many. Without -j, makes before 4 have one.
ifneq ($(filter output-sync,$(.FEATURES)),)
CORES := $(shell case "$$MAKEFLAGS" in (*-j*) ;; (*) nproc 2>/dev/null || getconf _NPROCESSORS_ONLN;; esac)
MAKEFLAGS += --no-print-directory $(CORES:%=-j%)
endif

# A field that an initializer leaves out is 0, and may mean it.
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion
STANDARD := -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE

# What the compiler can do is found by trying, not by asking for its name.
try = $(shell printf 'int main(void){return 0;}' | $(CC) $(1) -x c - -o /dev/null 2>/dev/null && echo '$(1)')
ifeq ($(PORTABLE),1)
# Where compiler and linker can, a portable program holds itself in three levels and picks one when it starts.
LEVELS := $(if $(filter x86_64,$(shell $(CC) -dumpmachine | cut -d- -f1)),$(if $(shell command -v objcopy),$(call try,-mavx512f)))
else
NATIVE ?= $(call try,-march=native)
endif
# 32-bit x86 computes in registers of 80 bits unless told otherwise.
NATIVE += $(if $(filter i386 i486 i586 i686,$(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))),-msse2 -mfpmath=sse)
OPENMP ?= $(call try,-fopenmp)
# Asked once, not at every use.
NATIVE := $(NATIVE)
OPENMP := $(OPENMP)
ifeq ($(OPENMP),)
WARNINGS += -Wno-unknown-pragmas
endif
# Multiply and add in one instruction, and no other liberty with arithmetic: NaN and infinity keep their meaning.
FUSE := $(call try,-ffp-contract=fast)
# Clang otherwise splits 512-bit vectors in two.
WIDE := $(call try,-mprefer-vector-width=512)

# What the programs say of themselves; a release without git brings its COMMIT along.
VERSION := $(shell cat VERSION)
COMMIT := $(shell if [ -e .git ]; then git describe --always --dirty --abbrev=10 --exclude='*'; else cat COMMIT; fi 2>/dev/null)

# Where an installed solve finds its model when it is started by name alone.
place = -DMODEL_FOLDER='"$(PREFIX)/share/trm"'

FLAGS = $(STANDARD) $(WARNINGS) $(NATIVE) $(FUSE) $(WIDE) $(OPENMP) -I. $(CFLAGS)

BUILD ?= build
ifneq ($(words $(BUILD) -),2)
$(error BUILD is the folder '$(BUILD)', expected a name without blanks)
endif
# `make V=1` shows whole commands, `make -s` says nothing.
ifneq ($(V),1)
QUIET := $(findstring s,$(filter-out --%,$(firstword -$(MAKEFLAGS))))
CC_LINE = @$(if $(QUIET),,echo '  CC    $<';) $(CC)
LINK_LINE = @$(if $(QUIET),,echo '  LINK  $@';) $(CC)
else
CC_LINE = $(CC)
LINK_LINE = $(CC)
endif

# All sources of some folders, those below them included.
sources = $(sort $(foreach folder,$(1),$(wildcard $(folder)/*.c $(folder)/*/*.c)))
objects = $(patsubst %.c,$(BUILD)/%.o,$(call sources,$(1))) $(if $(filter report,$(1)),$(BUILD)/report/web_files.o)

LIBRARY := $(call objects,base autograd puzzles data trm report lib)
TESTS := $(patsubst tests/%.c,%,$(wildcard tests/test_*.c))

# A program that makes data sets for each recipe.
DATA_TOOLS := $(patsubst tools/recipes/%.c,$(BUILD)/%-data,$(wildcard tools/recipes/*.c))

all: train solve $(BUILD)/verify $(BUILD)/calibrate $(BUILD)/average $(BUILD)/prune $(DATA_TOOLS)

# The library for programs of others, without threads of its own, as one object that shows nothing but lib/trm.h.
lib: $(BUILD)/libtrm.a
$(BUILD)/libtrm.a:
	+@$(MAKE) OPENMP= PORTABLE= BUILD=$(BUILD)/lib CFLAGS='$(CFLAGS) -fPIC' $(BUILD)/lib/libtrm.o
	rm -f $@ && $(AR) rcs $@ $(BUILD)/lib/libtrm.o
$(BUILD)/libtrm.o: $(filter-out $(BUILD)/trm/training/%,$(LIBRARY))
	$(LD) -r $^ -o $@
	objcopy --wildcard --keep-global-symbol='trm_*' $@

$(BUILD)/examples/%.o: CPPFLAGS += -Ilib
$(BUILD)/embed: $(BUILD)/examples/embed.o $(LIBRARY)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm

# The parts of the programs.
TRAIN_PARTS := $(patsubst %,$(BUILD)/tools/%.o,stop train_settings presets) $(call objects,tools/train)
$(BUILD)/train $(BUILD)/train.level.o: $(TRAIN_PARTS)
$(BUILD)/solve $(BUILD)/solve.level.o: $(patsubst %,$(BUILD)/tools/%.o,solve_arc solve_programs solve_puzzles choose_model each_file harder dump exhibit draw_task exhibit_programs exhibit_puzzles program_group)

$(BUILD)/train $(BUILD)/solve: $(BUILD)/%: $(BUILD)/%.o $(LIBRARY)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm

$(BUILD)/calibrate: $(BUILD)/tools/calibrate.o $(LIBRARY)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm

$(BUILD)/verify $(BUILD)/average $(BUILD)/prune: $(BUILD)/%: $(BUILD)/tools/%.o $(call objects,base autograd trm)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm

ifeq ($(LEVELS),)
train solve: %: $(BUILD)/% FORCE
	@cmp -s $< $@ || cp $< $@
else
train solve: %: $(BUILD)/tools/dispatch.o levels
	$(LINK_LINE) $(FLAGS) $(BUILD)/tools/dispatch.o $(BUILD)/*/$*.level.o -o $@ $(LDFLAGS) -lm

level = +@$(MAKE) PORTABLE= LEVEL=$(1) NATIVE='$(2)' BUILD=$(BUILD)/$(1) $(BUILD)/$(1)/train.level.o $(BUILD)/$(1)/solve.level.o
levels:
	$(call level,baseline,)
	$(call level,avx2,-mavx2 -mfma)
	$(call level,avx512,-mavx512f -mavx512dq -mavx512vl -mavx512bw -mavx2 -mfma)
endif

# A whole program as one object that shows nothing but its main, under another name.
$(BUILD)/%.level.o: $(BUILD)/%.o $(LIBRARY)
	$(LD) -r $^ -o $@
	objcopy --redefine-sym main=main_$(LEVEL) --keep-global-symbol=main_$(LEVEL) $@

# These alone are rebuilt if what they are told changes.
told = $(BUILD)/told/$(1)
$(BUILD)/solve.o: CPPFLAGS += $(place)
$(BUILD)/solve.o: $(call told,place)
$(BUILD)/train $(BUILD)/train.level.o $(BUILD)/solve $(BUILD)/solve.level.o: $(BUILD)/tools/version.o
$(BUILD)/tools/version.o: CPPFLAGS += -DVERSION='"$(VERSION)"' -DCOMMIT='"$(COMMIT)"'
$(BUILD)/tools/version.o: $(call told,version)
$(call told,place): TOLD = $(PREFIX)
$(call told,version): TOLD = $(VERSION) $(COMMIT)
$(BUILD)/told/%: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(TOLD)' | cmp -s - $@ || printf '%s\n' '$(TOLD)' > $@

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC_LINE) $(FLAGS) $(CPPFLAGS) -MMD -MP -c $< -o $@

# The pages that solve --html and train write, as C.
$(BUILD)/report/web_files.c: $(wildcard report/web/*)
	@mkdir -p $(@D)
	@{ sh report/web/embed.sh report/web/page.html page && sh report/web/embed.sh report/web/report.html run_page; } >$@.new && mv $@.new $@
$(BUILD)/report/web_files.o: $(BUILD)/report/web_files.c $(BUILD)/flags
	$(CC_LINE) $(FLAGS) -c $< -o $@

# The solver as one page for browsers: the same sources for wasm32, in vectors of 128 bits, with the models.
WEB_FLAGS = NATIVE=-msimd128 FUSE=-ffp-contract=off WIDE= OPENMP= PORTABLE= CFLAGS='-O3 -D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_GETPID'
.PHONY: web
web: $(BUILD)/web/index.html
$(BUILD)/web/index.html: FORCE
	+@clang=$$(sh web/compiler.sh) && $(MAKE) CC="$$clang" $(WEB_FLAGS) BUILD=$(BUILD)/wasm $(BUILD)/wasm/page.wasm
	@mkdir -p $(@D)
	@PROGRAM=$(BUILD)/wasm/page.wasm sh web/assemble.sh web/index.html >$@.new && mv $@.new $@
	@echo "  PAGE  $@"
# What locks files and tells memory is for programs that train in folders.
WEB_PARTS = $(filter-out $(patsubst %,$(BUILD)/%.o,base/lock base/peak_memory trm/training/run_folder trm/training/checkpoint),$(LIBRARY))
$(BUILD)/page.wasm: $(call objects,web) $(WEB_PARTS)
	$(LINK_LINE) -mexec-model=reactor -Wl,-z,stack-size=4194304,--export=malloc,--export=free,--strip-all $^ -lwasi-emulated-signal -lwasi-emulated-getpid -o $@

# Rebuilds everything when compiler or flags change.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(CC) $(FLAGS)' | cmp -s - $@ || printf '%s\n' '$(CC) $(FLAGS)' > $@

# The gradient checks compile the arithmetic once more, with double scalars and memory that starts as NaN.
$(BUILD)/double/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC_LINE) $(FLAGS) -DREAL_DOUBLE -DARENA_HOSTILE -MMD -MP -c $< -o $@
double = $(patsubst $(BUILD)/%,$(BUILD)/double/%,$(filter $(BUILD)/autograd/% $(BUILD)/trm/%,$(1))) $(filter $(BUILD)/base/%,$(1))
once = $(BUILD)/base/% $(BUILD)/tools/version.o $(BUILD)/report/web_files.o
all_double = $(patsubst $(BUILD)/%,$(BUILD)/double/%,$(filter-out $(once),$(1))) $(filter $(once),$(1))

# `train` in double, for tests/test_torch.sh.
$(BUILD)/train-double: $(call all_double,$(TRAIN_PARTS) $(BUILD)/train.o $(BUILD)/tools/version.o $(LIBRARY))
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm

# A test is linked with the folders it includes and those below them, and nothing else.
included = $(shell sed -n 's,^.include "\([a-z]*\)/.*,\1,p' tests/$(1).c)
below = base $(if $(filter trm,$(1)),autograd) $(if $(filter data report,$(1)),puzzles) $(filter-out tests tools,$(1)) \
    $(if $(filter lib,$(1)),$(filter-out $(1),autograd puzzles data trm report))
needs = $(call objects,$(call below,$(call included,$(1))))

.SECONDEXPANSION:
DOUBLE_TESTS := test_gradients test_recursion test_golden test_variants
$(DOUBLE_TESTS:%=$(BUILD)/%): $(BUILD)/%: $(BUILD)/double/tests/%.o $$(call double,$$(call needs,$$*))
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm

$(patsubst %,$(BUILD)/%,$(filter-out $(DOUBLE_TESTS),$(TESTS))): $(BUILD)/%: $(BUILD)/tests/%.o $$(call needs,$$*)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm

# Parts of a program.
$(BUILD)/test_presets: $(patsubst %,$(BUILD)/tools/%.o,presets train_settings)

# What a model says, as numbers: for tests/test_torch.sh.
$(BUILD)/golden-answers: $(BUILD)/tests/golden/answers.o $(call objects,base autograd trm)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm

# Its linker redirects the allocators to counters.
$(BUILD)/test_allocation: override LDFLAGS += -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc
$(BUILD)/test_flush: override LDFLAGS += -Wl,--wrap=fsync,--wrap=rename

# The tests run as many at a time as make has jobs.
run = @JOBS='$(patsubst -j%,%,$(filter -j%,$(MAKEFLAGS)))' CC='$(CC)' BUILD=$(BUILD) $(1) sh tests/run.sh

test: all examples $(BUILD)/ladder $(BUILD)/embed $(BUILD)/reading $(BUILD)/golden-answers $(TESTS:%=$(BUILD)/%) fuzzers
	$(run) $(wildcard tests/test_*.sh) $(TESTS:%=$(BUILD)/%)

CHECKS := $(BUILD)/test_gradients $(BUILD)/test_kernels $(BUILD)/test_attention $(BUILD)/test_kinds
check: $(CHECKS)
	$(run) $(CHECKS)

# The same tests with the compiler's checkers on; slower code, so the longest ones know to do less, and start first.
SANITIZED := -O1 -g1 -DNO_UNROLL -fno-omit-frame-pointer -fno-sanitize-recover=all
# Most of their time goes to matrix products, five times as much with -O1.
asan ubsan sanitize: export GEMM_FLAGS := -O2
$(BUILD)/autograd/gemm.o: CPPFLAGS += $(GEMM_FLAGS)
asan:
	ASAN_OPTIONS=detect_leaks=1 $(MAKE) sanitized PORTABLE= BUILD=$(BUILD)/asan CFLAGS='$(SANITIZED) -fsanitize=address'
ubsan:
	UBSAN_OPTIONS=halt_on_error=1 $(MAKE) sanitized PORTABLE= BUILD=$(BUILD)/ubsan CFLAGS='$(SANITIZED) -fsanitize=undefined'
sanitize:
	ASAN_OPTIONS=detect_leaks=1 $(MAKE) sanitized PORTABLE= BUILD=$(BUILD)/sanitize CFLAGS='$(SANITIZED) -fsanitize=address,undefined'

sanitized: $(TESTS:%=$(BUILD)/%) fuzzers $(BUILD)/train $(BUILD)/solve $(BUILD)/verify $(BUILD)/calibrate $(BUILD)/average $(BUILD)/prune $(DATA_TOOLS)
	$(call run,TRAIN=$(BUILD)/train SOLVE=$(BUILD)/solve QUICK=1) tests/test_cli.sh $(BUILD)/test_trainer tests/test_runs.sh tests/test_printed.sh tests/test_fuzz.sh tests/test_shipped_data.sh $(filter-out %/test_trainer,$(TESTS:%=$(BUILD)/%))

$(DATA_TOOLS): $(BUILD)/%-data: $(BUILD)/tools/recipes/%.o $(BUILD)/tools/make_data.o $(BUILD)/tools/csv_set.o $(BUILD)/tools/version.o \
    $(call objects,base puzzles)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm

# Makes the folders of data/ again, bit for bit.
data: $(DATA_TOOLS)
	set -e; for tool in $(filter-out %/maze-data %/deep-data,$^); do $$tool; done
	$(BUILD)/maze-data --oblong 15
# The hardest Sudokus, by searches of ten minutes.
data-deep: $(BUILD)/deep-data
	$(BUILD)/deep-data --train 0 --test 60 --of-a-search 20 --out $(BUILD)/deep
	cp $(BUILD)/deep/test.csv data/sudoku/deep.csv

$(BUILD)/bench-all: $(patsubst %.c,$(BUILD)/%.o,$(filter-out bench/ladder.c,$(wildcard bench/*.c))) $(LIBRARY)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm
# From a naive matrix product to a fast one; docs/lessons/3-matrix-products.md.
$(BUILD)/ladder: $(patsubst %,$(BUILD)/bench/%.o,ladder machine row clock) $(call objects,base autograd)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm
ladder: $(BUILD)/ladder
	@$(BUILD)/ladder

# What the lessons show: one file without anything of ours, and the tape, in double so that differences are exact.
$(BUILD)/examples/first_gradient: $(BUILD)/examples/first_gradient.o
	@mkdir -p $(@D)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm
$(BUILD)/examples/tape: $(BUILD)/double/examples/tape.o $(call double,$(call objects,base autograd))
	@mkdir -p $(@D)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm
examples: $(BUILD)/embed $(BUILD)/examples/first_gradient $(BUILD)/examples/tape

# Every command and exercise of docs/lessons, with what it must come to; 3 minutes of CPU time.
check-lessons: all examples $(BUILD)/ladder
	@BUILD=$(BUILD) CC='$(CC)' sh docs/lessons/check.sh

bench: all $(BUILD)/bench-all
	@CSV=$(CSV) $(BUILD)/bench-all

# A fuzz target with a main of its own, which runs files and mutations of them; `make fuzz` links libFuzzer instead.
FUZZERS := $(patsubst fuzz/%.c,%,$(wildcard fuzz/fuzz_*.c))
REPLAY = $(BUILD)/fuzz/replay.o
$(FUZZERS:%=$(BUILD)/%): $(BUILD)/%: $(BUILD)/fuzz/%.o $$(REPLAY) $(call objects,base autograd puzzles data trm)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm
fuzzers: $(FUZZERS:%=$(BUILD)/%)

# FUZZ_SECONDS for each target; what they find is kept in $(BUILD)/fuzz. Needs clang.
FUZZ_SECONDS ?= 60
FUZZ_FLAGS := -O1 -g -DNO_UNROLL -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
fuzz:
	$(MAKE) CC=clang PORTABLE= NATIVE= OPENMP= BUILD=$(BUILD)/fuzz REPLAY= CFLAGS='$(FUZZ_FLAGS)' LDFLAGS=-fsanitize=fuzzer fuzzers
	FUZZ_SECONDS=$(FUZZ_SECONDS) BUILD=$(BUILD)/fuzz sh fuzz/run.sh $(FUZZERS)

# Kills, failing calls, full disks, damage: TRIES of each, the tables of docs/reliability.md; ATTACKS="kills bits" only these.
$(BUILD)/fail.so: tools/torture/fail.c
	@mkdir -p $(@D)
	$(CC_LINE) -std=gnu11 -O1 -shared -fPIC $< -o $@ -ldl
TRIES ?= 20
torture: all $(BUILD)/fail.so $(BUILD)/reading $(BUILD)/mutants
	@TRIES=$(TRIES) BUILD=$(BUILD) sh tools/torture/torture.sh
	@$(BUILD)/reading

$(BUILD)/mutants: $(BUILD)/tools/torture/mutants.o $(call objects,base)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm
$(BUILD)/reading: $(BUILD)/tools/torture/reading.o $(call objects,base puzzles data)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm

# A run and a stream of puzzles for SOAK_MINUTES: memory and descriptors must stay flat.
SOAK_MINUTES ?= 60
soak: all
	@SOAK_MINUTES=$(SOAK_MINUTES) BUILD=$(BUILD) sh tools/torture/soak.sh

# The same sources for other machines, as far as their compilers and qemu are there.
machines: train solve
	@BUILD=$(BUILD) sh tools/torture/machines.sh

# Programs under checkers of threads and memory, which know no AVX-512. ThreadSanitizer needs clang and its libomp,
# MemorySanitizer clang.
watched = $(foreach program,train solve sudoku-data,$(BUILD)/$(1)/$(program))
tsan:
	$(MAKE) CC=clang PORTABLE= NATIVE= BUILD=$(BUILD)/tsan CFLAGS='-O1 -g -DNO_UNROLL -fsanitize=thread' $(call watched,tsan) $(BUILD)/tsan/test_lib
	TSAN_OPTIONS='halt_on_error=1 ignore_noninstrumented_modules=1' sh tools/torture/watch.sh $(BUILD)/tsan
	TSAN_OPTIONS='halt_on_error=1 ignore_noninstrumented_modules=1' $(BUILD)/tsan/test_lib
msan:
	$(MAKE) CC=clang PORTABLE= NATIVE= OPENMP= BUILD=$(BUILD)/msan CFLAGS='-O1 -g -DNO_UNROLL -fsanitize=memory' $(call watched,msan) $(BUILD)/msan/test_lib $(BUILD)/msan/test_formats
	sh tools/torture/watch.sh $(BUILD)/msan
	$(BUILD)/msan/test_lib
	$(BUILD)/msan/test_formats
memcheck:
	$(MAKE) PORTABLE= NATIVE= OPENMP= BUILD=$(BUILD)/memcheck CFLAGS='-O1 -g' $(call watched,memcheck)
	sh tools/torture/watch.sh $(BUILD)/memcheck valgrind -q --error-exitcode=99 --leak-check=full

# What compilers and linters see without running anything. Of gcc's analyzer what it cannot know is off: that what a struct
# of the caller holds is freed by its close, and that a status other than OK goes with what is not there or not filled.
# Those are what memcheck, the sanitizers and the attacks on memory look for. clang-tidy's findings end nothing.
CHECKED = train.c solve.c $(call sources,base data puzzles trm report lib tools)
ANALYZER := -fanalyzer -Werror $(foreach kind,malloc-leak use-of-uninitialized-value null-dereference possible-null-dereference \
    null-argument,-Wno-analyzer-$(kind))
analyse:
	for file in $(CHECKED); do gcc $(STANDARD) -I. -O0 $(ANALYZER) -S -o /dev/null $$file || exit 1; done
	cppcheck --quiet --std=c11 -I. --enable=warning,portability --inline-suppr --suppressions-list=tools/torture/cppcheck.txt --error-exitcode=1 $(CHECKED)
	-clang-tidy --quiet --checks='-*,bugprone-*,clang-analyzer-*,-bugprone-easily-swappable-parameters,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,-clang-analyzer-valist.Uninitialized' $(CHECKED) -- $(STANDARD) -I.

# Against OpenBLAS; needs libopenblas-dev.
$(BUILD)/bench-blas: $(BUILD)/bench/blas/blas.o $(BUILD)/bench/clock.o $(LIBRARY)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lopenblas -lm
bench-blas: $(BUILD)/bench-blas
	OPENBLAS_NUM_THREADS=1 $(BUILD)/bench-blas

# Against PyTorch; needs python3-torch.
$(BUILD)/bench-torch-step: $(BUILD)/bench/torch/torch_step.o $(BUILD)/bench/fixture.o $(BUILD)/bench/clock.o $(LIBRARY)
	$(LINK_LINE) $(FLAGS) $^ -o $@ $(LDFLAGS) -lm
bench-torch: $(BUILD)/bench-torch-step
	/usr/bin/python3 bench/torch/torch_trm.py --ours $(BUILD)/bench-torch-step
	/usr/bin/python3 bench/torch/torch_trm.py --ours $(BUILD)/bench-torch-step --width 512 --inner 1376 --steps 1

# Programs, models, samples, docs and manual pages; uninstall takes away what install has put there.
placed = @PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' BUILD='$(BUILD)' sh tools/install.sh
install: all
	$(placed) install
uninstall:
	$(placed) uninstall

# $(BUILD)/trm-VERSION.tar.gz, which builds without git.
dist:
	@sh tools/dist.sh '$(BUILD)' '$(VERSION)' '$(COMMIT)'

# The options in the manual pages, from --help.
man: all
	sh tools/man.sh $(BUILD)

clean:
	rm -rf $(BUILD) train solve

help:
	@echo 'make               ./train and ./solve'
	@echo 'make web           build/web/index.html, the solver as one page (needs clang, lld, wasi-libc)'
	@echo 'make lib           build/libtrm.a, to be used with lib/trm.h (examples/embed.c)'
	@echo 'make check         gradients, kernels and kinds, in seconds'
	@echo 'make test          all tests, minutes'
	@echo 'make asan          all tests under the address sanitizer'
	@echo 'make ubsan         all tests under the undefined-behaviour sanitizer'
	@echo 'make sanitize      all tests under both'
	@echo 'make fuzz          libFuzzer on every reader, FUZZ_SECONDS=60 each (needs clang)'
	@echo 'make torture       kills, failing calls, full disks, damage, large files: TRIES=20 of each (Linux)'
	@echo 'make soak          memory and descriptors of a run and a stream, SOAK_MINUTES=60 (Linux)'
	@echo 'make machines      i686, ARM 64 under qemu, and that big-endian machines are refused'
	@echo 'make tsan          training and solving under ThreadSanitizer (needs clang)'
	@echo 'make msan          the same under MemorySanitizer (needs clang), and the readers'
	@echo 'make memcheck      the same under valgrind'
	@echo 'make analyse       gcc -fanalyzer, cppcheck, clang-tidy'
	@echo 'make bench         what the machine can do, and what the kernels make of it'
	@echo 'make ladder        from a naive matrix product to a fast one, for the lessons'
	@echo 'make check-lessons the exercises of docs/lessons against their answers'
	@echo 'make bench-blas    the kernels beside OpenBLAS (needs libopenblas-dev)'
	@echo 'make bench-torch   a training step beside PyTorch (needs python3-torch)'
	@echo 'make data          the folders of data/ again, bit for bit'
	@echo 'make data-deep     data/sudoku/deep.csv again, by searches of ten minutes'
	@echo 'make install       programs, models, samples, docs, manual pages, and libtrm if it is built, below PREFIX ($(PREFIX))'
	@echo 'make uninstall     takes all that away again'
	@echo 'make dist          build/trm-$(VERSION).tar.gz'
	@echo 'make man           the options in the manual pages, from --help'
	@echo 'make clean'
	@echo 'variables: CC=gcc|clang  PORTABLE=1  OPENMP=  CFLAGS=-O3  BUILD=build  V=1'

FORCE:
.PHONY: all lib $(BUILD)/libtrm.a levels check test fuzz fuzzers torture soak machines tsan msan memcheck analyse asan ubsan sanitize sanitized data data-deep bench ladder examples check-lessons bench-blas bench-torch install uninstall dist man clean help FORCE
.SECONDARY:

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
