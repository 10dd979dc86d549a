using DomSec.Cms;
using DomSec.Mime;

namespace DomSec.Layers;

/// <summary>What an encryption does to the message's own header fields, and what decryption gives back of them (HP-03, HP-09, HP-13, HP-14). Pure.</summary>
internal static class OuterHeader
{
    private const string Replacement = "[...]";

    // A field of another grammar than text has no meaning with a text put in its place: it is left out instead.
    private static readonly HashSet<string> _text = new(StringComparer.OrdinalIgnoreCase) { "Subject", "Comments", "Keywords", "Organization", "Thread-Topic" };

    /// <summary>The outer header around a message that is to be encrypted, as its signed content asks for.</summary>
    public static HeaderEdits ForEncryption(MessageWalk walk, DomainSecurityReport report, EntityHeader header, DomainEncryptionRequest request)
    {
        var edits = new HeaderEdits();
        var present = new FieldsByName(header.Fields);
        if (request.HeaderProtection is HeaderProtectionScheme.Auto or HeaderProtectionScheme.Rfc9788 && Payload(walk) is { IsCipher: true } payload && HasValidSignature(report, 0))
        {
            var sent = new FieldsByName(payload.Outer);
            foreach (string name in new FieldsByName(payload.Fields).Names.Where(IsChangeable))
            {
                // What the signer wrote down is what has to stand outside; a field without HP-Outer is left out, a Date never.
                IReadOnlyList<HeaderField> outside = sent[name];
                bool isKept = outside.Count == 0 && name.Equals("Date", StringComparison.OrdinalIgnoreCase);
                if (!isKept && !ProtectableFields.SameValues(outside, present[name]))
                {
                    edits.Set(name, outside);
                }
            }
        }

        if (request.HeaderProtection is HeaderProtectionScheme.Auto or HeaderProtectionScheme.Rfc7508 && SecureFields(walk, report, 0) is { } attribute)
        {
            // RFC 7508 section 4.6.1.
            foreach (IGrouping<string, SecureHeaderField> group in attribute.Fields.GroupBy(field => field.Name, StringComparer.OrdinalIgnoreCase).Where(group => IsChangeable(group.Key)))
            {
                if (group.Any(field => field.Status != SecureHeaderFieldStatus.Duplicated))
                {
                    Conceal(edits, present[group.Key], group.Key, [.. group], request.HeaderConfidentiality);
                }
            }
        }

        return edits;
    }

    /// <summary>The outer header of a message whose encryption ends here.</summary>
    /// <param name="walk">The message.</param>
    /// <param name="report">What was found in it.</param>
    /// <param name="released">The layer whose content is released.</param>
    public static HeaderEdits ForDecryption(MessageWalk walk, DomainSecurityReport report, MessageLayer released)
    {
        var edits = new HeaderEdits();
        if (walk.OuterHeader is not { } header)
        {
            return edits;
        }

        int first = Enumerable.Range(0, walk.Layers.Count).First(i => ReferenceEquals(walk.Layers[i], released)) + 1;

        // What encryption further in still hides, although it could be opened here, is not told outside of it.
        bool isHidden = walk.Layers.Skip(first).Any(layer => layer.IsEncrypted);
        if (!isHidden && Payload(walk) is { IsCipher: true } payload)
        {
            (var fields, var sent, var present) = (new FieldsByName(payload.Fields), new FieldsByName(payload.Outer), new FieldsByName(header.Fields));
            foreach (string name in fields.Names.Where(IsRestored))
            {
                // Only what the sender hid: where it let a field stand and another stands there now, that is for the report, not to be made up for.
                IReadOnlyList<HeaderField> inside = fields[name];
                if (!ProtectableFields.SameValues(inside, sent[name]) && !ProtectableFields.SameValues(inside, present[name]))
                {
                    edits.Set(name, inside);
                }
            }
        }

        if (SecureFields(walk, report, first) is { } attribute)
        {
            // RFC 7508 section 4.6.2.
            foreach (IGrouping<string, SecureHeaderField> group in attribute.Fields.GroupBy(field => field.Name, StringComparer.OrdinalIgnoreCase).Where(group => IsChangeable(group.Key)))
            {
                if (group.Any(field => field.Status != SecureHeaderFieldStatus.Duplicated) && RestoredFields.Of(group) is { } restored)
                {
                    edits.Set(group.Key, restored);
                }
            }
        }

        return edits;
    }

    /// <summary>From stays what was judged; what agents on the way add and what describes the content are none of the sender's fields; Bcc is nobody's to learn.</summary>
    private static bool IsChangeable(string name) =>
        !ProtectableFields.IsTransit(name) && !name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("From", StringComparison.OrdinalIgnoreCase) && !name.Equals("Bcc", StringComparison.OrdinalIgnoreCase) && !name.Equals("MIME-Version", StringComparison.OrdinalIgnoreCase);

    /// <summary>A stranger's payload may name the fields by which filters and mail stores steer themselves, which the border takes from every message outside.</summary>
    private static bool IsRestored(string name) => IsChangeable(name) && !name.StartsWith("X-", StringComparison.OrdinalIgnoreCase);

    private static void Conceal(HeaderEdits edits, IReadOnlyList<HeaderField> present, string name, SecureHeaderField[] fields, IHeaderConfidentialityPolicy policy)
    {
        // Section 4.6.1: fields that RFC 5322 makes mandatory, From and Date, are kept.
        if (name.Equals("Date", StringComparison.OrdinalIgnoreCase) || present.Count == 0)
        {
            return;
        }

        var outside = new List<HeaderField>();
        for (int i = 0; i < present.Count; i++)
        {
            SecureHeaderFieldStatus status = i < fields.Length ? fields[i].Status : SecureHeaderFieldStatus.Deleted;
            if (status == SecureHeaderFieldStatus.Duplicated)
            {
                outside.Add(present[i]);
            }
            else if (status == SecureHeaderFieldStatus.Modified)
            {
                HeaderField? asked = FieldConcealment.Outside(present[i], policy);
                if (asked is { } other && !FieldText.Same(other.Value.Span, present[i].Value.Span))
                {
                    outside.Add(other);
                }
                else if (_text.Contains(name))
                {
                    outside.Add(FieldConcealment.Make(name, Replacement));
                }
            }
        }

        edits.Set(name, outside);
    }

    private static PayloadHeaders? Payload(MessageWalk walk) =>
        walk is { ReachedContent: true, ContentHeader: { } root, Layers.Count: > 0 } && PayloadHeaders.Read(root, walk.WrappedHeader) is { Level: HeaderProtectionLevel.Rfc9788 } payload ? payload : null;

    private static bool HasValidSignature(DomainSecurityReport report, int first) => report.Layers.Skip(first).Any(layer => layer.Signatures.Any(signature => signature.Signature == SignatureFact.Valid));

    /// <summary>RFC 7508 section 4.6: the attribute of the outermost signed layer from there on, when its signature verifies.</summary>
    private static SecureHeaderFieldsAttribute? SecureFields(MessageWalk walk, DomainSecurityReport report, int first)
    {
        for (int i = first; i < walk.Layers.Count && !walk.Layers[i].IsEncrypted; i++)
        {
            for (int j = 0; j < walk.Layers[i].Signers.Count; j++)
            {
                SignatureReport? signature = report.Layers[i].Signatures.ElementAtOrDefault(j);
                if (signature is { Signature: SignatureFact.Valid, Certificate: CertificateFact.Trusted } && SecureHeaderFieldsAttribute.Read(walk.Layers[i].Signers[j].SignedAttributes) is { } attribute)
                {
                    return attribute;
                }
            }
        }

        return null;
    }
}
