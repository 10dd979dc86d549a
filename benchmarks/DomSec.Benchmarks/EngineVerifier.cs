using DomSec.Ber;
using DomSec.Cms;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Benchmarks;

/// <summary>Verifies a detached signature with the certificate's key at hand, as for every message but a sender's first.</summary>
internal sealed class EngineVerifier : ICmsSink
{
    private static readonly DomSecLimits Limits = new();

    private IReadOnlyList<SignerInfo> signers = [];

    internal static bool Verify(byte[] signature, byte[] content, Certificate certificate, PublicKey key)
    {
        var sink = new EngineVerifier();
        var decoder = new CmsDecoder(sink, Limits.MaxStructureBytes);
        decoder.Write(signature);
        decoder.Complete();
        byte[] digest = new byte[Digests.Size(Digests.FromIdentifier(sink.signers[0].DigestAlgorithm))];
        Digests.HashData(Digests.FromIdentifier(sink.signers[0].DigestAlgorithm), content, digest);
        return !decoder.Fault.IsFault && SignerVerifier.Verify(sink.signers[0], new SignedContent(Oids.Data, digest), certificate, key).Fact == SignatureFact.Valid;
    }

    void ICmsSink.OnContentType(Oid contentType)
    {
    }

    void ICmsSink.OnInnerContentType(Oid contentType)
    {
    }

    void ICmsSink.OnField(CmsField field, ReadOnlyMemory<byte> raw)
    {
        if (field == CmsField.SignerInfos)
        {
            Parties.Require(SignerInfo.TryParseSet(raw, Limits, out signers) == CmsStatus.Ok);
        }
    }

    void ICmsSink.OnContentBegin()
    {
    }

    void ICmsSink.OnContent(ReadOnlySpan<byte> octets)
    {
    }

    void ICmsSink.OnContentEnd()
    {
    }
}
