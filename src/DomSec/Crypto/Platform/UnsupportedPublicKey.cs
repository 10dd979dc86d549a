namespace DomSec.Crypto.Platform;

/// <summary>A key that is well formed and of no use here; it verifies nothing.</summary>
internal sealed class UnsupportedPublicKey(ReadOnlyMemory<byte> subjectPublicKeyInfo) : PublicKey(KeyKind.Unsupported, 0, subjectPublicKeyInfo)
{
    public override bool VerifyHash(SignatureScheme scheme, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) => false;
}
