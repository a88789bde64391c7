// The same as utils/precompiled.h for unit tests, whose sources also include these. They are never
// read without it.
#include <criterion/criterion.h>
#include <filesystem>
#include <fstream>
#include "../../utils/precompiled.h"
