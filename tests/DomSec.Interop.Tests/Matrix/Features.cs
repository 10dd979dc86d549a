using DomSec.Interop.Tests.Peers;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Matrix;

/// <summary>Which rows a test's arguments belong to.</summary>
internal static class Features
{
    public static Feature Signature(TestKeyType key, bool pss, string digest = "sha256") => key switch
    {
        TestKeyType.P256 => Feature.EcdsaP256,
        TestKeyType.P384 => Feature.EcdsaP384,
        TestKeyType.P521 => Feature.EcdsaP521,
        _ when pss => Feature.RsaPss,
        _ => digest == "sha256" ? Feature.RsaPkcs1 : Feature.RsaLongDigests,
    };

    public static Feature Signed(Wire wire) => wire switch { Wire.Der => Feature.SignedDer, Wire.Indefinite => Feature.SignedIndefinite, _ => Feature.SignedChunks };

    public static Feature Signed(CmsEncoding encoding) => encoding == CmsEncoding.Der ? Feature.SignedDer : Feature.SignedIndefinite;

    public static Feature Enveloped(Wire wire) => wire switch { Wire.Der => Feature.EnvelopedDer, Wire.Indefinite => Feature.EnvelopedIndefinite, _ => Feature.EnvelopedChunks };

    public static Feature Enveloped(CmsEncoding encoding) => encoding == CmsEncoding.Der ? Feature.EnvelopedDer : Feature.EnvelopedIndefinite;

    public static Feature Agreement(TestKeyType key) => key switch { TestKeyType.P256 => Feature.EcdhP256, TestKeyType.P384 => Feature.EcdhP384, _ => Feature.EcdhP521 };

    public static Feature Cipher(string cipher) => cipher switch
    {
        "aes-128-cbc" => Feature.Aes128Cbc,
        "aes-192-cbc" => Feature.Aes192Cbc,
        "aes-256-cbc" => Feature.Aes256Cbc,
        "aes-128-gcm" => Feature.Aes128Gcm,
        "aes-192-gcm" => Feature.Aes192Gcm,
        "aes-256-gcm" => Feature.Aes256Gcm,
        "des3" => Feature.TripleDes,
        _ => throw new ArgumentOutOfRangeException(nameof(cipher)),
    };

    public static Feature Cipher(ContentEncryption cipher) => cipher switch
    {
        ContentEncryption.Aes128Cbc => Feature.Aes128Cbc,
        ContentEncryption.Aes192Cbc => Feature.Aes192Cbc,
        ContentEncryption.Aes256Cbc => Feature.Aes256Cbc,
        ContentEncryption.Aes128Gcm => Feature.Aes128Gcm,
        ContentEncryption.Aes192Gcm => Feature.Aes192Gcm,
        ContentEncryption.Aes256Gcm => Feature.Aes256Gcm,
        _ => throw new ArgumentOutOfRangeException(nameof(cipher)),
    };

    /// <summary>What a mix of recipients shows; one alone shows nothing.</summary>
    public static Feature[] Recipients(IReadOnlyList<TestKeyType> keys)
    {
        bool[] kinds = [.. keys.Select(TestKeys.IsRsa).Distinct()];
        return keys.Count == 1 ? [] : kinds.Length == 2 ? [Feature.MixedRecipients] : kinds[0] ? [Feature.SeveralRecipients] : [];
    }
}
