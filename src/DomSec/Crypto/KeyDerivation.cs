using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DomSec.Crypto;

/// <summary>Key derivation from a shared secret.</summary>
internal static class KeyDerivation
{
    /// <summary>ANSI X9.63 KDF (SEC 1 section 3.6.1, RFC 5753 section 7.2): Hash(Z || counter from 1 || SharedInfo), as often as the output needs.</summary>
    public static void X963(DigestAlgorithm digest, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> sharedInfo, Span<byte> output)
    {
        Counted(digest, sharedSecret, sharedInfo, output, counterFirst: false);
    }

    /// <summary>KDF3 of ANS X9.44 (RFC 9690 section 2.2), the one-step KDF of NIST SP 800-56C: Hash(counter from 1 || Z || other information).</summary>
    public static void Kdf3(DigestAlgorithm digest, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> otherInfo, Span<byte> output) =>
        Counted(digest, sharedSecret, otherInfo, output, counterFirst: true);

    /// <summary>HKDF (RFC 5869), extract and expand. An empty salt is none: as many zero octets as the digest has.</summary>
    public static void Hkdf(DigestAlgorithm digest, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info, Span<byte> output) =>
        HKDF.DeriveKey(Digests.HashName(digest), sharedSecret, output, salt, info);

    private static void Counted(DigestAlgorithm digest, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info, Span<byte> output, bool counterFirst)
    {
        using RunningHash hasher = Digests.Create(digest);
        Span<byte> block = stackalloc byte[Digests.MaxSize];
        Span<byte> counter = stackalloc byte[4];
        uint index = 1;
        try
        {
            while (!output.IsEmpty)
            {
                BinaryPrimitives.WriteUInt32BigEndian(counter, index++);
                hasher.AppendData(counterFirst ? counter : sharedSecret);
                hasher.AppendData(counterFirst ? sharedSecret : counter);
                hasher.AppendData(info);
                int size = Math.Min(hasher.GetHashAndReset(block), output.Length);
                block[..size].CopyTo(output);
                output = output[size..];
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(block);
        }
    }
}
