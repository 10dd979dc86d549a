using DomSec.Cms;
using DomSec.Layers;

namespace DomSec.Classification;

/// <summary>A layer with its signatures under judgement.</summary>
internal sealed class JudgedLayer
{
    /// <param name="layer">The layer.</param>
    /// <param name="acceptsTypeArc">Whether signatureType may stand under the arc of its values (DS-STA-15).</param>
    public JudgedLayer(MessageLayer layer, bool acceptsTypeArc)
    {
        Layer = layer;
        if (layer.Kind is LayerKind.Signed or LayerKind.Receipt)
        {
            foreach (SignerInfo signer in layer.Signers)
            {
                Signatures.Add(new JudgedSignature
                {
                    Info = signer,
                    Type = SignatureTypeAttribute.Read(signer.SignedAttributes, signer.UnsignedAttributes, acceptsTypeArc),
                });
            }
        }
    }

    public MessageLayer Layer { get; }

    public List<JudgedSignature> Signatures { get; } = [];

    public List<RaisedFlag> Flags { get; } = [];

    public void Raise(SecurityFlag flag, string detail)
    {
        if (!Flags.Exists(raised => ReferenceEquals(raised.Flag, flag)))
        {
            Flags.Add(new RaisedFlag(flag, detail));
        }
    }

    /// <summary>
    /// Whether the layer says something about the origin. DS-STA-16: what cannot be verified adds no role to a layer where another
    /// signature verifies; anyone could have appended it.
    /// </summary>
    public bool SpeaksForOrigin
    {
        get
        {
            bool anyValid = Signatures.Exists(s => s.Fact == SignatureFact.Valid);
            return Signatures.Exists(s => s.SpeaksForOrigin && !(anyValid && s.Fact == SignatureFact.Unverifiable));
        }
    }

    /// <summary>
    /// The layer's status (decision 1): every signer must be acceptable, but one whose algorithm is unknown does not spoil one that verifies.
    /// Never pass without a signer who speaks for the origin (DS-ENC-09, DS-STA-16).
    /// </summary>
    public SecurityStatus Status
    {
        get
        {
            bool anyPass = Signatures.Exists(s => s.Verdict == SecurityStatus.Pass && s.SpeaksForOrigin);
            SecurityStatus worst = Signatures.Count == 0 ? SecurityStatus.None : SecurityStatus.Pass;
            foreach (JudgedSignature signature in Signatures)
            {
                bool unknownAlgorithm = signature.Fact == SignatureFact.Unverifiable && signature.CertificateFact != CertificateFact.Missing;
                if (!(anyPass && unknownAlgorithm))
                {
                    worst = VerdictRules.Worse(worst, signature.Verdict);
                }
            }

            return worst;
        }
    }
}
