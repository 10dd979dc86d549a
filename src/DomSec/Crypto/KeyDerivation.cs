using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DomSec.Crypto;

/// <summary>Key derivation from a shared secret.</summary>
internal static class KeyDerivation
{
    /// <summary>ANSI X9.63 KDF (SEC 1 section 3.6.1, RFC 5753 section 7.2): Hash(Z || counter from 1 || SharedInfo), as often as the output needs.</summary>
    public static void X963(DigestAlgorithm digest, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> sharedInfo, Span<byte> output)
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
                hasher.AppendData(sharedSecret);
                hasher.AppendData(counter);
                hasher.AppendData(sharedInfo);
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
