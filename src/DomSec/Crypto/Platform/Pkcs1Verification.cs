using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>
/// RSASSA-PKCS1-V1_5-VERIFY (RFC 8017 section 8.2.2) for digests that the platform's RSA does not take. The encoded message is made and compared whole, so
/// there is nothing to parse and nothing to be lenient about. All of it is public; the caller has bounded modulus and exponent.
/// </summary>
internal static class Pkcs1Verification
{
    public static bool Verify(BigInteger modulus, BigInteger exponent, int modulusOctets, DigestAlgorithm digest, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        var representative = new BigInteger(signature, isUnsigned: true, isBigEndian: true);
        byte[] info = EncodeDigestInfo(digest, hash);
        if (representative >= modulus || modulusOctets < info.Length + 11)
        {
            return false;
        }

        // RFC 8017 section 9.2: 00 01 FF … FF 00 DigestInfo, with NULL parameters.
        byte[] expected = new byte[modulusOctets];
        expected.AsSpan(1, modulusOctets - info.Length - 2).Fill(0xFF);
        expected[1] = 0x01;
        info.CopyTo(expected, modulusOctets - info.Length);
        byte[] actual = new byte[modulusOctets];
        var encoded = BigInteger.ModPow(representative, exponent, modulus);
        int length = encoded.GetByteCount(isUnsigned: true);
        return encoded.TryWriteBytes(actual.AsSpan(modulusOctets - length), out _, isUnsigned: true, isBigEndian: true)
            && CryptographicOperations.FixedTimeEquals(actual, expected);
    }

    private static byte[] EncodeDigestInfo(DigestAlgorithm digest, ReadOnlySpan<byte> hash)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(Digests.AlgorithmIdentifierWithNull(digest));
            writer.WriteOctetString(hash);
        }

        return writer.Encode();
    }
}
