// verdict: CE
template <int N, int M> struct F { static const long v = F<N - 1, M>::v + F<N - 1, M + 1>::v + F<N, M - 1>::v; };
template <int M> struct F<0, M> { static const long v = 1; };
template <int N> struct F<N, 900> { static const long v = 1; };
int main() { return F<800, 0>::v; }
