namespace DomSec.Benchmarks;

/// <summary>
/// BouncyCastle runs a Miller-Rabin test on the modulus of every RSA public key it decodes (14 ms at 2048 bits), which is most of what its verification costs.
/// A setting removes the test. A fair comparison quotes both, so each verifying baseline is there twice.
/// </summary>
internal static class MillerRabin
{
    /// <summary>As it is by default. In the short job all methods share a process, so each says which it wants.</summary>
    internal static void On() => Environment.SetEnvironmentVariable("Org.BouncyCastle.Rsa.MaxMRTests", null);

    // Read from the environment at each key.
    internal static void Off() => Environment.SetEnvironmentVariable("Org.BouncyCastle.Rsa.MaxMRTests", "0");
}
