// Descriptors 0 to 2, which whoever starts a program may have closed.
#pragma once

namespace spamweir::os {

[[nodiscard]] bool is_open(int descriptor);

// Those that are closed become /dev/null; else the first file that is opened would be one of them.
// False where that can't be: then nothing may be opened.
[[nodiscard]] bool fill_standard_descriptors();

}  // namespace spamweir::os
