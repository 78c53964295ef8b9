// Prints what printf.txt holds, with the C library of a Linux host: gcc -w printf.c -lm
#include <stdio.h>
#include <math.h>
int main() {
  double d = -1234.56789; float f = 2.5f;
  printf("[%d|%5i|%-5d|%05d|%+d|% d|%.3d|%8.3d]\n", -7, 42, 42, 42, 42, 42, 7, -7);
  printf("[%u|%x|%X|%#x|%o|%#o|%08X]\n", 4000000000u, 48879u, 48879u, 255u, 8u, 8u, 48879u);
  printf("[%hd|%hhu|%ld|%lld|%llu|%lx|%zu]\n", 70000, 300, -5000000000L, 1LL << 40, 18446744073709551615ULL, 0xdeadbeefcafeL, sizeof(double));
  printf("[%f|%.2f|%10.3f|%-10.1f|%+.0f|%F]\n", d, d, d, d, d, (double)f);
  printf("[%e|%.3E|%g|%G|%g|%#g|%g]\n", d, d, d, 1e-10, 100000.0, 1.0, 1234567.0);
  printf("[%a|%A|%.2a]\n", d, 1.0, d);
  printf("[%c|%3c|%s|%10s|%-6s|%.2s|%%]\n", 'x', 'y', "abc", "right", "left", "cut");
  printf("[%*d|%-*d|%.*f]\n", 6, 42, 6, 42, 2, d);
  printf("[%p|%p]\n", (void*)0x1234, (void*)0);
  printf("[%f|%e|%g|%5.1f]\n", INFINITY, -INFINITY, NAN, 0.25);
  double v[] = {0.0, -0.0, 0.5, 1.5, 2.5, 1e300, 4.9e-324, 2.2250738585072014e-308, 123456789.125, 9.9999995, 0.00001234565, 1.0/3};
  const char* fm[] = {"%.0f", "%#.0f", "%.3e", "%g", "%.10g", "%a", "%.0a", "%.1a", "%.20a", "%010.2f", "%+g", "%G", "%#.3g", "%.0e", "%-12.4e|"};
  for (int i = 0; i < 12; i++) { for (int k = 0; k < 15; k++) { printf(fm[k], v[i]); putchar(k < 14 ? ' ' : '\n'); } }
  printf("[%+x|%+5u|%#.0x|%#X|%.0d|%05d|%-05d|%+05d|%5%|%.2%]\n", 5, 5, 0, 0, 0, -3, -3, 3);
  printf("[%05s|%-5c|%5p|%#o|%.5x|%08.3x|%#10x]\n", "a", 'b', (void*)1, 0, 255, 255, 255);
  printf("[%010f|%-010f|%010e]\n", INFINITY, NAN, -INFINITY);
}
