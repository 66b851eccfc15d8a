#include "demo_files.h"

static const uint8_t automatic1111[] = {
#embed "../../fixtures/demo/00017-2718281828.png"
};
static const uint8_t comfyui[] = {
#embed "../../fixtures/demo/ComfyUI_00042_.png"
};
static const uint8_t forge[] = {
#embed "../../fixtures/demo/grid-0003.jpg"
};
static const uint8_t error_page[] = {
#embed "../../fixtures/demo/download-failed.png"
};

static const demo_file files[] = {
    {"00017-2718281828.png", automatic1111, sizeof automatic1111},
    {"ComfyUI_00042_.png", comfyui, sizeof comfyui},
    {"grid-0003.jpg", forge, sizeof forge},
    {"download-failed.png", error_page, sizeof error_page},
};

size_t demo_file_count(void) { return sizeof files / sizeof *files; }

demo_file demo_file_at(size_t index) { return files[index < demo_file_count() ? index : 0]; }
