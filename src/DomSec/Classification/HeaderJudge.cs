using System.Text;
using DomSec.Cms;
using DomSec.Layers;
using DomSec.Mime;

namespace DomSec.Classification;

/// <summary>
/// Compares the message's header with what its layers protect of it (HP-01, HP-06, HP-12, SEC-DOM-06). Runs when facts, types and names are judged, and
/// judges a signature again when the header speaks against it.
/// </summary>
internal sealed class HeaderJudge
{
    private readonly MessageWalk _walk;
    private readonly List<JudgedLayer> _layers;
    private readonly DomSecOptions _options;
    private readonly Lazy<FieldsByName> _all; // most messages protect no field
    private readonly Lazy<FieldsByName> _outer;
    private readonly Dictionary<string, IReadOnlyList<string>> _outerTexts = new(StringComparer.OrdinalIgnoreCase);
    private readonly FromField _outerFrom;
    private readonly List<HeaderFieldReport> _fields = [];
    private readonly List<RaisedFlag> _flags = [];

    /// <summary>
    /// Signatures inside of it, and its own, may cover the header: what somebody signed around the layer that speaks for the origin may be another's word.
    /// </summary>
    private readonly int _deciding;

    private HeaderJudge(MessageWalk walk, List<JudgedLayer> layers, DomSecOptions options)
    {
        _walk = walk;
        _layers = layers;
        _options = options;
        _all = new(() => new FieldsByName(walk.OuterHeader!.Fields), LazyThreadSafetyMode.None);
        _outer = new(() => new FieldsByName(walk.OuterHeader!.Fields.Where(field => ProtectableFields.IsProtectable(field))), LazyThreadSafetyMode.None);
        _outerFrom = FromField.Read(walk.OuterHeader!);
        _deciding = Math.Max(0, layers.FindIndex(layer => layer.SpeaksForOrigin));
    }

    public static HeaderFindings Judge(MessageWalk walk, List<JudgedLayer> layers, DomainClassificationRequest request, DomSecOptions options)
    {
        // Bare CMS has no header to protect; of a message that cannot be read nothing is said.
        bool isReadable = walk.OuterHeader is not null && !walk.Fault.IsFault && layers.TrueForAll(layer => !layer.Layer.Fault.IsFault);
        if (!isReadable || layers.Count == 0)
        {
            RequireFrom(layers, HeaderProtectionLevel.None, options);
            return new HeaderFindings(HeaderCoverage.None, []);
        }

        return new HeaderJudge(walk, layers, options).Judge(request);
    }

    private HeaderFindings Judge(DomainClassificationRequest request)
    {
        PayloadHeaders? payload = _walk is { ReachedContent: true, ContentHeader: { } root } ? PayloadHeaders.Read(root, _walk.WrappedHeader) : null;
        bool isEncrypted = _layers.Exists(layer => layer.Layer is { IsEncrypted: true, IsOpened: true });
        bool isSigned = _layers.Skip(_deciding).Any(layer => layer.Signatures.Exists(signature => signature.Fact == SignatureFact.Valid));
        HeaderProtectionLevel level = HeaderProtectionLevel.None;
        if (payload is not null)
        {
            level = JudgePayload(payload, isEncrypted, isSigned);
        }
        else if (_walk.ContentHeader is { } other && PayloadHeaders.ModeOf(other) is not null)
        {
            Flag(SecurityFlags.HeaderForm, "The hp parameter has a value that RFC 9788 does not define.");
        }

        for (int i = 0; i < _layers.Count; i++)
        {
            bool covers = JudgeAttributes(_layers[i], _layers.Take(i).Any(outside => outside.Layer.IsEncrypted));
            if (covers && i >= _deciding && level is HeaderProtectionLevel.None or HeaderProtectionLevel.Rfc8551)
            {
                level = HeaderProtectionLevel.Rfc7508;
            }
        }

        RequireFrom(_layers, level, _options);
        if (isEncrypted && isSigned)
        {
            JudgeRecipients(payload, request);
        }

        AddUnprotected();
        HeaderFieldReport[] changed = [.. _fields.Where(field => field.State is HeaderFieldState.Differs or HeaderFieldState.Missing)];
        if (changed.Length > 0)
        {
            Flag(SecurityFlags.HeaderMismatch, $"Not as protected: {Names(changed.Select(field => field.Name))}.");
        }

        var coverage = new HeaderCoverage
        {
            Level = level,
            Mode = payload is { Level: HeaderProtectionLevel.Rfc9788 } ? payload.IsCipher ? "cipher" : "clear" : null,
            IsEncrypted = payload is { IsCipher: true } && isEncrypted,
            HasLegacyDisplay = payload is { HasLegacyDisplay: true },
            Fields = _fields,
        };
        return new HeaderFindings(coverage, _flags);
    }

    private HeaderProtectionLevel JudgePayload(PayloadHeaders payload, bool isEncrypted, bool isSigned)
    {
        (var fields, var sent) = (new FieldsByName(payload.Fields), new FieldsByName(payload.Outer));
        foreach (string name in fields.Names)
        {
            (IReadOnlyList<HeaderField> inner, IReadOnlyList<HeaderField> outer) = (fields[name], _outer.Value[name]);
            bool isLeft = payload.IsCipher && isEncrypted && ProtectableFields.SameValues(outer, sent[name]);
            HeaderFieldState state = ProtectableFields.SameValues(inner, outer) ? HeaderFieldState.Same
                : isLeft ? HeaderFieldState.Concealed
                : outer.Count == 0 ? HeaderFieldState.Missing
                : HeaderFieldState.Differs;
            Add(name, state, payload.Level, state == HeaderFieldState.Same ? null : inner.Select(field => FieldText.Of(field.Value.Span)), sent[name]);
        }

        if (payload.IsCipher && !isEncrypted && _fields.Exists(field => field.State is HeaderFieldState.Differs or HeaderFieldState.Missing))
        {
            // RFC 9788 section 2.1.1 ties the two together; where an authority decrypted, it has put back what was hidden.
            Flag(SecurityFlags.HeaderForm, "The payload says hp=\"cipher\" and the message is not encrypted.");
        }

        EntityHeader carrier = payload.Level == HeaderProtectionLevel.Rfc8551 ? _walk.WrappedHeader! : _walk.ContentHeader!;
        if (fields["From"].Count == 0 || !isSigned)
        {
            return HeaderProtectionLevel.None;
        }

        if (IsSameSender(FromField.Read(carrier), fields["From"]))
        {
            return payload.Level;
        }

        // RFC 9788 section 4.10.2: a wrapped message cannot be told from one that is forwarded, so another sender is no contradiction there.
        if (payload.Level == HeaderProtectionLevel.Rfc9788)
        {
            RaiseFrom();
        }

        return HeaderProtectionLevel.None;
    }

    /// <summary>RFC 9788 section 4.4: the addresses decide, not what is written around them.</summary>
    private bool IsSameSender(FromField inner, IReadOnlyList<HeaderField> innerFields)
    {
        if (inner.Problem is not null || _outerFrom.Problem is not null)
        {
            return ProtectableFields.SameValues(innerFields, _outer.Value["From"]);
        }

        return inner.Addresses.Count == _outerFrom.Addresses.Count && inner.Addresses.Zip(_outerFrom.Addresses).All(pair => FromField.SameAddress(pair.First, pair.Second));
    }

    private void RaiseFrom()
    {
        foreach (JudgedSignature signature in _layers.SelectMany(layer => layer.Signatures).Where(signature => signature is { Fact: SignatureFact.Valid, SpeaksForOrigin: true }))
        {
            signature.Raise(SecurityFlags.HeaderFrom, SecurityFlags.HeaderFrom.Meaning);
            signature.Verdict = VerdictRules.Of(signature, _options);
        }
    }

    /// <summary>RFC 7508 section 4.5.2; whether From is among the fields that were signed, and as it was.</summary>
    private bool JudgeAttributes(JudgedLayer layer, bool isInsideEncryption)
    {
        bool coversFrom = false;
        SecureHeaderFieldsAttribute? first = null;
        bool isConsistent = true;
        List<JudgedSignature> valid = layer.Signatures.FindAll(signature => signature.Fact == SignatureFact.Valid);
        for (int i = 0; i < valid.Count; i++)
        {
            SecureHeaderFieldsAttribute? attribute = SecureHeaderFieldsAttribute.Read(valid[i].Info.SignedAttributes);
            isConsistent &= i == 0 || (attribute?.Raw ?? default).Span.SequenceEqual((first?.Raw ?? default).Span);
            first = i == 0 ? attribute : first;
            if (attribute is null)
            {
                if (SecureHeaderFieldsAttribute.IsPresent(valid[i].Info.SignedAttributes))
                {
                    valid[i].Raise(SecurityFlags.HeaderForm, "The SecureHeaderFields cannot be read, or are there twice.");
                }

                continue;
            }

            if (attribute.IsExampleOid)
            {
                valid[i].Raise(SecurityFlags.HeaderLegacyOid, SecurityFlags.HeaderLegacyOid.Meaning);
            }

            string[] wrong = Compare(attribute, isInsideEncryption, reports: !isConsistent || i == 0);
            if (wrong.Length > 0)
            {
                // RFC 7508 section 4.5.2: a mismatch invalidates the signature, and the fields are named.
                valid[i].IsHeaderInvalid = true;
                valid[i].Raise(SecurityFlags.HeaderInvalid, $"Not as signed: {Names(wrong)}.");
                valid[i].Verdict = VerdictRules.Of(valid[i], _options);
            }

            coversFrom |= !wrong.Contains("From", StringComparer.OrdinalIgnoreCase) && attribute.Fields.Any(field => field.Name.Equals("From", StringComparison.OrdinalIgnoreCase));
        }

        if (!isConsistent)
        {
            foreach (JudgedSignature signature in valid)
            {
                signature.Raise(SecurityFlags.HeaderInconsistent, SecurityFlags.HeaderInconsistent.Meaning);
                signature.Verdict = VerdictRules.Of(signature, _options);
            }
        }

        return coversFrom && isConsistent;
    }

    /// <summary>The names of the fields that are not as they were signed.</summary>
    private string[] Compare(SecureHeaderFieldsAttribute attribute, bool isInsideEncryption, bool reports)
    {
        var wrong = new List<string>();
        foreach (SecureHeaderField[] group in attribute.Fields.GroupBy(field => field.Name, StringComparer.OrdinalIgnoreCase).Select(named => named.ToArray()))
        {
            // "All instances" of a name are signed, so that one more outside is a mismatch as well; their order is nothing that RFC 7508 keeps.
            string name = group[0].Name;
            IReadOnlyList<HeaderField> outer = _all.Value[name];
            bool isSame = outer.Count == group.Length
                && group.Select(field => Comparable(field.Octets.Span, attribute.IsRelaxed)).Order(StringComparer.Ordinal)
                    .SequenceEqual(outer.Select(field => Comparable(field.Value.Span, attribute.IsRelaxed)).Order(StringComparer.Ordinal), StringComparer.Ordinal);

            // Section 4.5.2 step 3: what encryption took away is restored by the decrypting authority; before that it is missing rightly.
            // Section 4.6.1 keeps From as it is: it says whose message it is, and is never hidden.
            bool isHidden = isInsideEncryption && !name.Equals("From", StringComparison.OrdinalIgnoreCase) && group.All(field => field.Status != SecureHeaderFieldStatus.Duplicated);
            HeaderFieldState state = isSame ? HeaderFieldState.Same
                : isHidden && (outer.Count == 0 || group[0].Status == SecureHeaderFieldStatus.Modified) ? HeaderFieldState.Concealed
                : outer.Count == 0 ? HeaderFieldState.Missing
                : HeaderFieldState.Differs;
            if (state is HeaderFieldState.Differs or HeaderFieldState.Missing)
            {
                wrong.Add(name);
            }

            if (reports)
            {
                Add(name, state, HeaderProtectionLevel.Rfc7508, group.Select(field => field.Value));
            }
        }

        return [.. wrong];
    }

    private static string Comparable(ReadOnlySpan<byte> value, bool isRelaxed) => Encoding.Latin1.GetString(isRelaxed ? FieldText.Relaxed(value) : FieldText.Simple(value));

    /// <summary>HP-01: without its From covered, a captured domain signature can be sent again under every name of the domain.</summary>
    private static void RequireFrom(List<JudgedLayer> layers, HeaderProtectionLevel level, DomSecOptions options)
    {
        if (!options.RequireProtectedFrom || level != HeaderProtectionLevel.None)
        {
            return;
        }

        foreach (JudgedSignature signature in layers.SelectMany(layer => layer.Signatures))
        {
            // An originator's own address binds it to the From field already.
            if (signature.Claims(SignatureType.Domain) || signature.Claims(SignatureType.DelegatedOriginator))
            {
                signature.Raise(SecurityFlags.HeaderUnprotected, "No signature covers the From field, and this configuration requires one.");
                signature.Verdict = VerdictRules.Of(signature, options);
            }
        }
    }

    /// <summary>SEC-DOM-06: what was signed for one recipient, and encrypted again by him for another, still names the first.</summary>
    private void JudgeRecipients(PayloadHeaders? payload, DomainClassificationRequest request)
    {
        IEnumerable<ReadOnlyMemory<byte>> values = payload?.Fields.Where(field => field.IsNamed("To") || field.IsNamed("Cc")).Select(field => field.Value) ?? [];
        values = values.Concat(_layers.SelectMany(layer => layer.Signatures).Where(signature => signature.Fact == SignatureFact.Valid)
            .SelectMany(signature => SecureHeaderFieldsAttribute.Read(signature.Info.SignedAttributes)?.Fields ?? [])
            .Where(field => field.Name.Equals("To", StringComparison.OrdinalIgnoreCase) || field.Name.Equals("Cc", StringComparison.OrdinalIgnoreCase))
            .Select(field => field.Octets));
        List<string> named = AddressField.Read(values);
        if (named.Count == 0)
        {
            return; // nothing protected says for whom it was, or only hidden recipients were
        }

        if (request.Recipients is { } recipients)
        {
            HashSet<MailboxKey> keys = [.. named.Select(MailboxKey.Of).OfType<MailboxKey>()];
            int strangers = recipients.Count(recipient => MailboxKey.Of(recipient) is not { } key || !keys.Contains(key));
            if (strangers > 0)
            {
                Flag(SecurityFlags.RecipientNotNamed, $"{strangers} of {recipients.Count} recipients are not in the protected To and Cc fields.");
            }
        }
        else if (request.Domain is { } own && !named.Exists(address => MailDomain.TryFromAddress(address, out _, out MailDomain domain) && own.IsSameOrAscendantOf(domain)))
        {
            Flag(SecurityFlags.RecipientNotNamed, $"No address of {own} is in the protected To and Cc fields.");
        }
    }

    private void AddUnprotected()
    {
        if (_fields.Count == 0)
        {
            return; // nothing is protected: a list of all fields says no more
        }

        var known = _fields.Select(field => field.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (string name in _outer.Value.Names)
        {
            if (!known.Contains(name))
            {
                Add(name, HeaderFieldState.Unprotected, HeaderProtectionLevel.None, []);
            }
        }
    }

    /// <param name="name">The field.</param>
    /// <param name="state">What was found.</param>
    /// <param name="scheme">What protects it.</param>
    /// <param name="values">What was protected; null when that is what stands outside.</param>
    /// <param name="sent">How the sender let it stand outside.</param>
    private void Add(string name, HeaderFieldState state, HeaderProtectionLevel scheme, IEnumerable<string>? values, IReadOnlyList<HeaderField>? sent = null)
    {
        // Once for a name, however many signatures speak of it.
        if (!_outerTexts.TryGetValue(name, out IReadOnlyList<string>? outer))
        {
            _outerTexts.Add(name, outer = Texts(_outer.Value[name]));
        }

        _fields.Add(new HeaderFieldReport(SafeText.Escape(name), state, scheme, values is null ? outer : [.. values.Select(SafeText.Escape)], outer, Texts(sent ?? [])));
    }

    private static IReadOnlyList<string> Texts(IReadOnlyList<HeaderField> fields) => fields.Count == 0 ? [] : [.. fields.Select(field => SafeText.Escape(FieldText.Of(field.Value.Span)))];

    private void Flag(SecurityFlag flag, string detail) => _flags.Add(new RaisedFlag(flag, detail));

    private static string Names(IEnumerable<string> names) => SafeText.Escape(string.Join(", ", names.Distinct(StringComparer.OrdinalIgnoreCase)));
}
