using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>The key wraps themselves: RFC 3394 and, for reading, RFC 3217. .NET's built-in wrap is the padded one of RFC 5649.</summary>
internal static class BouncyKeyWrap
{
    public static byte[] WrapAes(ReadOnlySpan<byte> kek, ReadOnlySpan<byte> key)
    {
        var engine = new AesWrapEngine();
        engine.Init(forWrapping: true, new KeyParameter(kek));
        byte[] input = key.ToArray();
        try
        {
            return engine.Wrap(input, 0, input.Length);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
        }
    }

    public static bool TryUnwrapAes(ReadOnlySpan<byte> kek, ReadOnlySpan<byte> wrapped, out byte[] key) =>
        TryUnwrap(new AesWrapEngine(), kek, wrapped, out key);

    public static bool TryUnwrapTripleDes(ReadOnlySpan<byte> kek, ReadOnlySpan<byte> wrapped, out byte[] key) =>
        TryUnwrap(new DesEdeWrapEngine(), kek, wrapped, out key);

    /// <summary>The wrap of RFC 3211 section 2.3 with AES or triple DES in CBC mode; null when its check octets do not hold.</summary>
    public static byte[]? TryUnwrapRfc3211(bool tripleDes, ReadOnlySpan<byte> kek, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> wrapped)
    {
        var engine = new Rfc3211WrapEngine(tripleDes ? new DesEdeEngine() : AesUtilities.CreateEngine());
        try
        {
            engine.Init(forWrapping: false, new ParametersWithIV(new KeyParameter(kek), iv));
            return engine.Unwrap(wrapped.ToArray(), 0, wrapped.Length);
        }
        catch (Exception e) when (e is CryptoException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static bool TryUnwrap(IWrapper engine, ReadOnlySpan<byte> kek, ReadOnlySpan<byte> wrapped, out byte[] key)
    {
        key = [];
        try
        {
            engine.Init(forWrapping: false, new KeyParameter(kek));
            key = engine.Unwrap(wrapped.ToArray(), 0, wrapped.Length);
            return true;
        }
        catch (Exception e) when (e is InvalidCipherTextException or ArgumentException or CryptoException)
        {
            return false;
        }
    }
}
