using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>
/// RSASSA-PSS-VERIFY (RFC 8017 sections 8.1.2 and 9.1.2) for salt lengths and mask hashes that the platform does not take.
/// Everything here is public, so BigInteger's variable time is no leak; the caller has bounded modulus and exponent.
/// </summary>
internal static class PssVerification
{
    public static bool Verify(
        BigInteger modulus, BigInteger exponent, int modulusBits, SignatureScheme scheme, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        // Section 8.1.2, step 2 a: the representative is below the modulus.
        var representative = new BigInteger(signature, isUnsigned: true, isBigEndian: true);
        if (representative >= modulus)
        {
            return false;
        }

        // Step 2 c: emLen = ceil((modBits - 1) / 8), one octet less than the modulus when modBits - 1 is divisible by eight.
        int emBits = modulusBits - 1;
        byte[] message = new byte[(emBits + 7) / 8];
        var encoded = BigInteger.ModPow(representative, exponent, modulus);
        int length = encoded.GetByteCount(isUnsigned: true);
        if (length > message.Length || !encoded.TryWriteBytes(message.AsSpan(message.Length - length), out _, isUnsigned: true, isBigEndian: true))
        {
            return false;
        }

        return VerifyEncoded(message, emBits, scheme, hash);
    }

    /// <summary>EMSA-PSS-VERIFY, section 9.1.2; the step numbers are the RFC's. The encoded message is overwritten.</summary>
    private static bool VerifyEncoded(Span<byte> message, int emBits, SignatureScheme scheme, ReadOnlySpan<byte> messageHash)
    {
        int hashLength = messageHash.Length;

        // Step 3, written so that a salt length near int.MaxValue cannot overflow.
        if (message.Length - hashLength - 2 < scheme.SaltLength)
        {
            return false;
        }

        // Step 4.
        if (message[^1] != 0xBC)
        {
            return false;
        }

        // Step 5.
        Span<byte> db = message[..(message.Length - hashLength - 1)];
        Span<byte> h = message.Slice(db.Length, hashLength);

        // Step 6: the leftmost 8 emLen - emBits bits are zero.
        int unusedBits = (8 * message.Length) - emBits;
        byte mask = (byte)(0xFF >> unusedBits);
        if ((db[0] & ~mask) != 0)
        {
            return false;
        }

        // Steps 7 to 9.
        UnmaskWithMgf1(scheme.MgfDigest, h, db);
        db[0] &= mask;

        // Step 10.
        int padding = db.Length - scheme.SaltLength - 1;
        if (db[..padding].ContainsAnyExcept((byte)0) || db[padding] != 0x01)
        {
            return false;
        }

        // Steps 11 to 14.
        using RunningHash hasher = Digests.Create(scheme.Digest);
        hasher.AppendData([0, 0, 0, 0, 0, 0, 0, 0]);
        hasher.AppendData(messageHash);
        hasher.AppendData(db[(padding + 1)..]);
        Span<byte> expected = stackalloc byte[Digests.MaxSize];
        int written = hasher.GetHashAndReset(expected);
        return CryptographicOperations.FixedTimeEquals(expected[..written], h);
    }

    /// <summary>MGF1, RFC 8017 appendix B.2.1, applied in place.</summary>
    private static void UnmaskWithMgf1(DigestAlgorithm digest, ReadOnlySpan<byte> seed, Span<byte> target)
    {
        using RunningHash hasher = Digests.Create(digest);
        Span<byte> block = stackalloc byte[Digests.MaxSize];
        Span<byte> counter = stackalloc byte[4];
        uint index = 0;
        while (!target.IsEmpty)
        {
            BinaryPrimitives.WriteUInt32BigEndian(counter, index++);
            hasher.AppendData(seed);
            hasher.AppendData(counter);
            int size = Math.Min(hasher.GetHashAndReset(block), target.Length);
            for (int i = 0; i < size; i++)
            {
                target[i] ^= block[i];
            }

            target = target[size..];
        }
    }
}
