using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Prng;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>The operating system's random octets for the library's algorithms (SEC-KEY-02).</summary>
internal sealed class SystemRandom : IRandomGenerator
{
    public static SystemRandom Instance { get; } = new();

    public void AddSeedMaterial(byte[] seed)
    {
    }

    public void AddSeedMaterial(ReadOnlySpan<byte> seed)
    {
    }

    public void AddSeedMaterial(long seed)
    {
    }

    public void NextBytes(byte[] bytes) => RandomNumberGenerator.Fill(bytes);

    public void NextBytes(byte[] bytes, int start, int len) => RandomNumberGenerator.Fill(bytes.AsSpan(start, len));

    public void NextBytes(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
