#include "calice.h"
