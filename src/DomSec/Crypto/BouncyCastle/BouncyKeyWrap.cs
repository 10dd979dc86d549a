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
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(input);
        }
    }

    public static bool TryUnwrapAes(ReadOnlySpan<byte> kek, ReadOnlySpan<byte> wrapped, out byte[] key) => TryUnwrap(new AesWrapEngine(), kek, wrapped, out key);

    public static bool TryUnwrapTripleDes(ReadOnlySpan<byte> kek, ReadOnlySpan<byte> wrapped, out byte[] key) =>
        TryUnwrap(new DesEdeWrapEngine(), kek, wrapped, out key);

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
