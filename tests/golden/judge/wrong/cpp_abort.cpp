// verdict: RTE
#include <cassert>
int main() { assert(false); }
