using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace DomSec.TestKit;

/// <summary>Keys by name, made once per process: RSA keys are slow to make, and no test needs a fresh one.</summary>
public static class TestKeys
{
    private static readonly ConcurrentDictionary<(TestKeyType, string), Lazy<byte[]>> Cache = new();

    /// <summary>A new key object over the key of that name; the caller disposes it.</summary>
    public static AsymmetricAlgorithm Get(TestKeyType type, string name)
    {
        byte[] pkcs8 = Cache.GetOrAdd((type, name), static key => new Lazy<byte[]>(() => Make(key.Item1))).Value;
        AsymmetricAlgorithm result = IsRsa(type) ? RSA.Create() : ECDsa.Create();
        result.ImportPkcs8PrivateKey(pkcs8, out _);
        return result;
    }

    public static bool IsRsa(TestKeyType type) => type is TestKeyType.Rsa2048 or TestKeyType.Rsa3072;

    /// <summary>The digest that fits the key's strength.</summary>
    public static HashAlgorithmName HashFor(TestKeyType type) => type switch
    {
        TestKeyType.P384 => HashAlgorithmName.SHA384,
        TestKeyType.P521 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    private static byte[] Make(TestKeyType type)
    {
        using AsymmetricAlgorithm key = type switch
        {
            TestKeyType.Rsa2048 => RSA.Create(2048),
            TestKeyType.Rsa3072 => RSA.Create(3072),
            TestKeyType.P256 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            TestKeyType.P384 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            TestKeyType.P521 => ECDsa.Create(ECCurve.NamedCurves.nistP521),
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };
        return key.ExportPkcs8PrivateKey();
    }
}
