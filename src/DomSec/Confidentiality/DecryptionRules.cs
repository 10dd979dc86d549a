using DomSec.Layers;

namespace DomSec.Confidentiality;

/// <summary>Which layer's content is released, and when none is (RFC 3183 section 4.3; SEC-EFL-02). Pure.</summary>
internal static class DecryptionRules
{
    // One text for every way in which opening can fail, and for what opened but may have been altered: CBC content that opens and CBC content
    // that does not are the two answers of a padding oracle (SEC-ORC-03, NDR-06). The report tells them apart, for the operator.
    private static readonly Refusal _notOpened =
        new("The message cannot be decrypted with the keys at hand, or nothing authenticates what was encrypted.", "RFC 3183 section 4.3, F-ENC-UNAUTHENTICATED") { IsInputFault = true };

    public static (MessageLayer? Layer, Refusal? Refusal, bool IsTemporary) Choose(MessageWalk walk, DomainSecurityReport report, DomainDecryptionRequest request)
    {
        if (walk.Fault.IsFault)
        {
            // A fault inside an opened layer would tell that it opened.
            return (null, walk.Layers.Any(opened => opened.IsEncrypted && opened.IsOpened) ? _notOpened : new Refusal(report.Error!, "RFC 5652 section 6") { IsInputFault = true }, false);
        }

        int index = 0;
        while (index < walk.Layers.Count && walk.Layers[index].Kind is LayerKind.Signed or LayerKind.NullSigned or LayerKind.Compressed)
        {
            // A signature around the encryption goes with it, so it must have been good; the report keeps what it said.
            if (report.Layers[index].Signatures.FirstOrDefault(signature => signature.Verdict != SecurityStatus.Pass) is { } bad)
            {
                return bad.Verdict == SecurityStatus.TempError
                    ? (null, new Refusal("A signature around the encryption cannot be judged now; try again later.", "RFC 3183 section 5.1"), true)
                    : (null, new Refusal("A signature around the encryption is not valid; the message may have been altered.", "RFC 3183 section 5.1"), false);
            }

            index++;
        }

        if (index == walk.Layers.Count || !walk.Layers[index].IsEncrypted)
        {
            return walk.Layers.Any(layer => layer.Fault.IsFault)
                ? (null, new Refusal(report.Error!, "RFC 5652 section 6") { IsInputFault = true }, false)
                : (null, new Refusal("The message is not encrypted.", "RFC 3183 section 4") { IsInputFault = true }, false);
        }

        // Encryption directly inside encryption is peeled in one go, as far as it opened.
        MessageLayer layer = walk.Layers[index];
        while (layer.IsOpened && index + 1 < walk.Layers.Count && walk.Layers[index + 1].IsEncrypted && walk.Layers[index + 1].IsOpened)
        {
            layer = walk.Layers[++index];
        }

        if (layer is { IsOpened: false, IsKeyUnavailable: true })
        {
            return (null, new Refusal("A private key of the domain cannot be used now; try again later.", "library (SEC-KEY-01), IDecryptionKey"), true);
        }

        if (!layer.IsOpened || !LayerContentWriter.CanWrite(layer))
        {
            return (null, _notOpened, false);
        }

        // An authenticating layer around another one vouches for that one's octets only: anybody can encrypt a captured message once more (SEC-EFL-02).
        bool authenticated = layer.Kind == LayerKind.AuthEnveloped
            || report.Layers.Skip(index + 1).Any(inner => inner.Signatures.Any(signature => signature.Signature == SignatureFact.Valid));
        if (!authenticated && !request.AllowUnauthenticatedContent)
        {
            return (null, _notOpened, false);
        }

        // A signature inside verified, so this tells nothing of whether it opened that its sender does not know; or the caller gave that secret up. A label may stand around the encryption too.
        return LabelRules.Objection(report) is { } label ? (null, label, false) : (layer, null, false);
    }
}
