using DomSec.Ber;

namespace DomSec.Crypto;

/// <summary>A composite signature key: mldsaPK ‖ tradPK (draft-ietf-lamps-pq-composite-sigs-19 section 4.1). Experimental (PQ-CMP-05).</summary>
internal sealed class CompositeSignaturePublicKey : PublicKey
{
    private readonly PublicKey _mlDsa;
    private readonly PublicKey _traditional;
    private readonly SignatureScheme _traditionalScheme;

    private CompositeSignaturePublicKey(CompositeSignature composite, PublicKey mlDsa, PublicKey traditional, ReadOnlyMemory<byte> encoded)
        : base(KeyKind.Composite, traditional.KeySizeBits, encoded)
    {
        Composite = composite;
        _mlDsa = mlDsa;
        _traditional = traditional;
        _traditionalScheme = SignatureScheme.For(composite.Traditional, composite.TraditionalDigest);
    }

    public override CompositeSignature Composite { get; }

    public override bool IsExperimental => true;

    public override int VerificationCost => _mlDsa.VerificationCost + _traditional.VerificationCost;

    /// <summary>Null when the parameters are there, or a component is malformed or not of this composite.</summary>
    public static PublicKey? TryImport(CompositeSignature composite, in AlgorithmIdentifier algorithm, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> encoded)
    {
        int split = composite.MlDsa.PublicKeySize;
        if (!algorithm.Parameters.IsEmpty || key.Length <= split)
        {
            return null;
        }

        ReadOnlyMemory<byte> tail = key[split..];
        PublicKey? traditional = composite.Traditional switch
        {
            SignatureKind.Ed25519 => CompositeParts.ImportRaw(tail, Oids.Ed25519),
            SignatureKind.Ed448 => CompositeParts.ImportRaw(tail, Oids.Ed448),
            SignatureKind.Ecdsa => CompositeParts.ImportPoint(tail, composite.CurveOid),
            _ => CompositeParts.ImportRsa(tail, composite.RsaBits),
        };
        if (traditional is null || MlDsaSizes.TryImport(composite.MlDsa, default, key[..split], default) is not { } mlDsa)
        {
            return null;
        }

        return traditional.Kind == KeyKind.Unsupported ? new Platform.UnsupportedPublicKey(encoded) : new CompositeSignaturePublicKey(composite, mlDsa, traditional, encoded);
    }

    /// <inheritdoc/>
    public override bool VerifyHash(SignatureScheme scheme, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        int split = Composite.MlDsa.SignatureSize;
        if (!ReferenceEquals(scheme.Composite, Composite) || hash.Length != Digests.Size(Composite.PreHash)
            || signature.Length <= split || !Composite.FitsTraditional(signature.Length - split))
        {
            return false;
        }

        // Section 3.3: both signatures over M', ML-DSA with the label as its context; one that fails spoils both, and which one it was stays untold.
        byte[] representative = Composite.Representative(hash);
        bool first = ((IContextVerifier)_mlDsa).Verify(Composite.Label.Span, representative, signature[..split]);
        bool second = _traditional.Verify(_traditionalScheme, representative, signature[split..]);
        return first & second;
    }
}
