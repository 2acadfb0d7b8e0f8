/* Gives back each row as it is, whatever its columns are: frames are passed on as they came. */
#include "../sdk/c/insitu.h"

int main(void) {
  insitu_reader in = {0};
  insitu_writer out = {0};
  while (insitu_read(&in)) {
    insitu_forward(&out, &in);
  }
  return 0;
}
