namespace DomSec.Benchmarks;

/// <summary>
/// BouncyCastle runs a Miller-Rabin test on the modulus of every RSA public key it decodes (14 ms at 2048 bits), which is most of what its verification costs.
/// A setting removes the test. A fair comparison quotes both, so each verifying baseline is there twice.
/// </summary>
internal static class MillerRabin
{
    // Read from the environment at each key; a benchmark method runs in a process of its own, so this stays with the method.
    internal static void Off() => Environment.SetEnvironmentVariable("Org.BouncyCastle.Rsa.MaxMRTests", "0");
}
