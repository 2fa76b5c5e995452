// verdict: MLE
#include <vector>
int main() { std::vector<long> v(1L << 40); return v.size() == 0; }
