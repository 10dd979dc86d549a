using DomSec.Ber;
using DomSec.Layers;
using DomSec.Mime;
using DomSec.Providers;
using DomSec.Trust;
using MimeKit;

namespace DomSec.Confidentiality;

/// <summary>The confidentiality authority's door, in both directions (RFC 3183 section 4).</summary>
internal sealed class DomainEncryptor : IDomainEncryptor, IEnvelopeMaker
{
    private readonly IKeyStore _keys;
    private readonly MessageWalker _walker;
    private readonly IMessageJudge _judge;
    private readonly AuthorityLocator _locator;
    private readonly PeerProfileSelector _profiles;
    private readonly ISpool _spool;
    private readonly DomSecOptions _options;
    private readonly TimeProvider _time;

    public DomainEncryptor(
        IKeyStore keys,
        MessageWalker walker,
        IMessageJudge judge,
        AuthorityLocator locator,
        PeerProfileSelector profiles,
        ISpool spool,
        DomSecOptions options,
        TimeProvider time)
    {
        _keys = keys;
        _walker = walker;
        _judge = judge;
        _locator = locator;
        _profiles = profiles;
        _spool = spool;
        _options = options;
        _time = time;
    }

    public async Task<DomainEncryptionResult> EncryptAsync(MimeMessage message, DomainEncryptionRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(request);
        using MemoryStream source = await MessageBytes.WriteAsync(message, ct).ConfigureAwait(false);
        using var destination = new MemoryStream();
        DomainEncryptionReport report = await EncryptStreamAsync(source, destination, request, ct).ConfigureAwait(false);
        return new DomainEncryptionResult(report, report.Outcome == DomainOutcome.Applied ? MessageBytes.Read(destination) : null);
    }

    public async Task<DomainEncryptionReport> EncryptStreamAsync(Stream source, Stream destination, DomainEncryptionRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(request);
        (Chosen? chosen, DomainEncryptionReport? refused) = await ChooseAsync(request, ct).ConfigureAwait(false);
        if (chosen is null)
        {
            return refused!;
        }

        using MessageSource message = await MessageSource.OpenAsync(source, _spool, _options.Limits, ct).ConfigureAwait(false);
        EntityHeader? header = await MessageBody.ReadHeaderAsync(message, _options.Limits, ct).ConfigureAwait(false);
        if (header is null || header.IsUnreadable || message.Length == 0 || message.Length > _options.Limits.MaxMessageBytes)
        {
            return Refused(new Refusal("The message is empty, does not begin with a header field, or is larger than a limit allows.", "library (SEC-DOS-01)") { IsInputFault = true });
        }

        if (!request.AllowHiddenRecipients && Hidden(chosen.Recipients, header) is { } hidden)
        {
            return Refused(hidden);
        }

        var classification = new DomainClassificationRequest { Domain = request.Domain };
        using MessageWalk walk = await _walker.WalkAsync(message, classification, ct).ConfigureAwait(false);
        DomainSecurityReport precondition = await _judge.JudgeAsync(walk, classification, ct).ConfigureAwait(false);
        if ((LabelRules.Objection(precondition) ?? ReceiptObjection(precondition)) is { } stopped)
        {
            return Refused(stopped, precondition);
        }

        if (!request.AllowWithoutDomainSignature && Objection(precondition, request.IsClient) is { } objection)
        {
            return Refused(objection, precondition);
        }

        (PreparedEnvelope? envelope, RecipientAuthority? unusable) = EnvelopeWriter.Prepare(chosen.Recipients, chosen.Profiles, chosen.Own?.Certificate.Raw ?? default);
        if (envelope is null)
        {
            return Refused(Unusable(unusable!), precondition);
        }

        // HP-02: the payload is ours to write when nobody signed it.
        ProtectedPayload? payload = walk.Layers.Count == 0 && request.HeaderProtection is HeaderProtectionScheme.Auto or HeaderProtectionScheme.Rfc9788
            ? ProtectedPayload.Create(header, request.HeaderConfidentiality)
            : null;
        HeaderEdits edits = payload?.Edits ?? OuterHeader.ForEncryption(walk, precondition, header, request);
        using (envelope)
        {
            await EnvelopeWriter.WriteAsync(message, destination, header, envelope, payload, edits, _options.Limits, ct).ConfigureAwait(false);
            return new DomainEncryptionReport
            {
                Outcome = DomainOutcome.Applied,
                Refusal = null,
                Precondition = precondition,
                ConcealedFields = edits.Names,
                Authorities = envelope.Authorities,
                Recipients = [.. chosen.Recipients.Select(recipient => recipient.Person).OfType<string>()],
                Profile = envelope.Profile,
                IsMixedStrength = RecipientInfoFactory.IsMixedStrength(chosen.Recipients),
            };
        }
    }

    public async ValueTask<(PreparedEnvelope? Envelope, Refusal? Refusal, bool IsTemporary)> PrepareAsync(DomainEncryptionRequest request, EntityHeader header, CancellationToken ct)
    {
        (Chosen? chosen, DomainEncryptionReport? refused) = await ChooseAsync(request, ct).ConfigureAwait(false);
        if (chosen is null)
        {
            return (null, refused!.Refusal, refused.Outcome == DomainOutcome.Deferred);
        }

        if (!request.AllowHiddenRecipients && Hidden(chosen.Recipients, header) is { } hidden)
        {
            return (null, hidden, false);
        }

        (PreparedEnvelope? envelope, RecipientAuthority? unusable) = EnvelopeWriter.Prepare(chosen.Recipients, chosen.Profiles, chosen.Own?.Certificate.Raw ?? default);
        return envelope is null ? (null, Unusable(unusable!), false) : (envelope, null, false);
    }

    public async Task<DomainDecryptionResult> DecryptAsync(MimeMessage message, DomainDecryptionRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(request);
        using MemoryStream source = await MessageBytes.WriteAsync(message, ct).ConfigureAwait(false);
        using var destination = new MemoryStream();
        DomainDecryptionReport report = await DecryptStreamAsync(source, destination, request, ct).ConfigureAwait(false);
        return new DomainDecryptionResult(report, report.Outcome == DomainOutcome.Applied ? MessageBytes.Read(destination) : null);
    }

    public async Task<DomainDecryptionReport> DecryptStreamAsync(Stream source, Stream destination, DomainDecryptionRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(request);
        using MessageSource message = await MessageSource.OpenAsync(source, _spool, _options.Limits, ct).ConfigureAwait(false);
        var classification = new DomainClassificationRequest { Domain = request.Domain };
        using MessageWalk walk = await _walker.WalkAsync(message, classification, ct).ConfigureAwait(false);
        DomainSecurityReport report = await _judge.JudgeAsync(walk, classification, ct).ConfigureAwait(false);
        (MessageLayer? layer, Refusal? refusal, bool isTemporary) = DecryptionRules.Choose(walk, report, request);
        if (layer is null)
        {
            return new DomainDecryptionReport { Outcome = isTemporary ? DomainOutcome.Deferred : DomainOutcome.Refused, Refusal = refusal, Classification = report, ConfidentialityTerminated = false };
        }

        HeaderEdits edits = request.RestoreHeaders ? OuterHeader.ForDecryption(walk, report, layer) : new HeaderEdits();
        using var output = new OutputBuffer(destination, streams: layer.Plaintext is null, expected: Math.Min(OutputBuffer.MostReleased, (layer.Plaintext?.Length ?? 0) + 4096));
        if (layer.Plaintext is { } plaintext)
        {
            OctetSink content = DecryptedMessageWriter.Create(output.Octets, walk.OuterHeader, layer, edits, int.MaxValue - 8);
            output.Release();
            for (int at = 0; at < plaintext.Length; at += OutputBuffer.Piece)
            {
                content.Write(plaintext.Span[at..Math.Min(plaintext.Length, at + OutputBuffer.Piece)]);
                await output.DrainAsync(ct).ConfigureAwait(false);
            }

            content.Complete();
        }
        else
        {
            // Nothing was kept, so the source is read, and what is released verified, once more.
            OctetSink content = DecryptedMessageWriter.Create(output.Octets, walk.OuterHeader, layer, edits, _options.Limits.MaxHeaderBytes);
            await _walker.ReleaseAsync(message, walk, layer, content, output.DrainAsync, ct).ConfigureAwait(false);
        }

        await output.WriteAsync(ct).ConfigureAwait(false);
        return new DomainDecryptionReport { Outcome = DomainOutcome.Applied, Refusal = null, Classification = report, RestoredFields = edits.Names, ConfidentialityTerminated = true };
    }

    /// <summary>Whom to encrypt to, and how, or why not.</summary>
    private async ValueTask<(Chosen? Chosen, DomainEncryptionReport? Refused)> ChooseAsync(DomainEncryptionRequest request, CancellationToken ct)
    {
        DateTimeOffset now = _time.GetUtcNow();
        (List<RecipientAuthority> recipients, DomainEncryptionReport? refused) = await LocateAllAsync(request, now, ct).ConfigureAwait(false);
        if (refused is not null)
        {
            return (null, refused);
        }

        RecipientAuthority? own = _locator.ChooseOwn(request.Domain, await _keys.GetDecryptionKeysAsync(request.Domain, ct).ConfigureAwait(false), now);
        if (own is null && (!request.IsClient || request.IncludeOwnAuthority))
        {
            return (null, Refused(new Refusal($"{request.Domain} has no valid confidentiality authority of its own; add one to the key store.", "RFC 3183 section 4.2") { Condition = SecurityCondition.OwnKeyUnusable }));
        }

        (IReadOnlyList<AlgorithmProfile>? profiles, Refusal? unsuitable) = _profiles.Select(request.Profile, recipients);
        if (profiles is null)
        {
            return (null, Refused(unsuitable!));
        }

        if (request.IsClient)
        {
            profiles = [.. profiles.Select(profile => profile with { IncludeOriginatorInfo = false })];
        }

        if (request.IncludeOwnAuthority && own is not null && !recipients.Exists(recipient => recipient.Certificate.Raw.Span.SequenceEqual(own.Certificate.Raw.Span)))
        {
            // SM-MIM-14: our own copy never decides how the message is written.
            recipients.Add(own);
            profiles = [.. profiles, profiles[0] with { RsaKeyTransport = _options.DefaultProfile.RsaKeyTransport }];
        }

        return (new Chosen(recipients, profiles, own), null);
    }

    private static Refusal Unusable(RecipientAuthority recipient) =>
        new($"The key of {recipient.Certificate.Subject} cannot be encrypted to; its domain has to replace it.", "RFC 3183 section 4.2") { Condition = SecurityCondition.CertificateUnsuitable };

    private static DomainEncryptionReport Refused(Refusal refusal, DomainSecurityReport? precondition = null, bool isTemporary = false) => new()
    {
        Outcome = isTemporary ? DomainOutcome.Deferred : DomainOutcome.Refused,
        Refusal = refusal,
        Precondition = precondition,
        Authorities = [],
        Profile = null,
    };

    /// <summary>RFC 3183 section 6: anyone can encrypt, so a domain's encryption goes with its signature (DS-CRY-06, DS-SEC-04).</summary>
    private static Refusal? Objection(DomainSecurityReport precondition, bool isClient)
    {
        if (precondition.Error is { } error)
        {
            return new Refusal(error, "RFC 3183 section 4") { IsInputFault = true };
        }

        return isClient || (precondition.Status == SecurityStatus.Pass && precondition.Layers.Any(layer => layer.Signatures.Any(s => s.Types.Contains(SignatureType.Domain) && s.Verdict == SecurityStatus.Pass)))
            ? null
            : new Refusal("The message has no valid domain signature; sign it for the domain first.", "F-ENC-WITHOUT-DS, RFC 3183 section 6");
    }

    /// <summary>
    /// RFC 2634 sections 2.4 and 2.9: what hides a signed receipt tells in content hints that it does. The domain signature around it, which the signer gives them, stands inside
    /// the encryption; without it nobody who decrypts is told.
    /// </summary>
    private static Refusal? ReceiptObjection(DomainSecurityReport precondition)
    {
        int receipt = precondition.Layers.TakeWhile(layer => layer.Kind != LayerKind.Receipt).Count();
        return receipt == precondition.Layers.Count || precondition.Layers.Take(receipt).Any(layer => layer.Signatures.Any(s => s.ContentHints?.ContentType == ContentHints.Receipt.ContentType))
            ? null
            : new Refusal("The message is a signed receipt without a signature around it whose content hints say so; sign it for the domain first.", "RFC 2634 sections 2.4 and 2.9 (ESS-RCP-07)");
    }

    /// <summary>DS-CRY-11: who opens an envelope sees whose keys it is for, so that a key that serves hidden recipients only tells of them.</summary>
    private static Refusal? Hidden(IReadOnlyList<RecipientAuthority> recipients, EntityHeader header)
    {
        if (recipients.Count(recipient => recipient.Serves.Count > 0) < 2)
        {
            return null;
        }

        RecipientFields named = RecipientFields.Read(header);
        return recipients.FirstOrDefault(recipient => recipient.Serves.Count > 0 && !recipient.Serves.Exists(named.Names)) is { } hidden
            ? new Refusal($"A recipient at {hidden.Domain} is named neither in To nor in Cc and would be seen by the others; send to it separately, or allow hidden recipients.", "library (DS-CRY-11)")
            : null;
    }

    private async ValueTask<(List<RecipientAuthority> Recipients, DomainEncryptionReport? Refused)> LocateAllAsync(DomainEncryptionRequest request, DateTimeOffset now, CancellationToken ct)
    {
        var recipients = new List<RecipientAuthority>();
        RevocationInquiry inquiry = _locator.NewInquiry();
        var authorities = new Dictionary<MailDomain, RecipientAuthority>();
        if (request.Recipients.Count == 0)
        {
            return (recipients, Refused(new Refusal("There is no recipient to encrypt for; name at least one.", "RFC 5652 section 6.1")));
        }

        foreach (string address in request.Recipients)
        {
            if (!MailDomain.TryFromAddress(address, out _, out MailDomain domain))
            {
                return (recipients, Refused(new Refusal("A recipient is not a mail address with a domain; write it as name@example.org.", "RFC 5321 section 4.1.2")));
            }

            if (request.Target != EncryptionTarget.Domain)
            {
                (RecipientAuthority? person, Refusal? unknown, bool isPassing) = await _locator.LocateRecipientAsync(address, domain, now, inquiry, ct).ConfigureAwait(false);
                if (person is null)
                {
                    return (recipients, Refused(unknown!, isTemporary: isPassing));
                }

                Add(recipients, person).Serves.Add(address);
            }

            if (request.Target == EncryptionTarget.Recipient)
            {
                continue;
            }

            if (!authorities.TryGetValue(domain, out RecipientAuthority? authority))
            {
                (authority, Refusal? refusal, bool isTemporary) = await LocateAsync(address, domain, now, inquiry, ct).ConfigureAwait(false);
                if (authority is null)
                {
                    return (recipients, Refused(refusal!, isTemporary: isTemporary));
                }

                bool isOfEntry = authority.IsOfEntry; // what was found, not what it is merged with: another recipient's entry says nothing of this domain
                authority = Add(recipients, authority);
                if (!isOfEntry)
                {
                    authorities.Add(domain, authority);
                }
            }

            authority.Serves.Add(address);
        }

        return (recipients, null);
    }

    /// <summary>RFC 3183 section 4.2 gives two ways; what the recipient's entry says counts where the mapped name finds nobody.</summary>
    private async ValueTask<(RecipientAuthority? Authority, Refusal? Refusal, bool IsTemporary)> LocateAsync(string address, MailDomain domain, DateTimeOffset now, RevocationInquiry inquiry, CancellationToken ct)
    {
        (RecipientAuthority? authority, Refusal? refusal, bool isTemporary) = await _locator.LocateAsync(domain, now, inquiry, ct).ConfigureAwait(false);
        if (authority is not null || isTemporary)
        {
            return (authority, refusal, isTemporary);
        }

        (RecipientAuthority? entry, Refusal? objection, bool isPassing) = await _locator.LocateInEntryAsync(address, domain, now, inquiry, ct).ConfigureAwait(false);
        return entry is not null ? (entry with { IsOfEntry = true }, null, false) : (null, objection ?? refusal, isPassing);
    }

    /// <summary>One certificate is one recipient, however many it serves.</summary>
    private static RecipientAuthority Add(List<RecipientAuthority> recipients, RecipientAuthority recipient)
    {
        if (recipients.Find(known => known.Certificate.Raw.Span.SequenceEqual(recipient.Certificate.Raw.Span)) is { } same)
        {
            return same;
        }

        recipients.Add(recipient);
        return recipient;
    }

    /// <summary>Whom to encrypt to, with a profile for each, and the own authority that speaks for the domain, which a client need not have.</summary>
    private sealed record Chosen(IReadOnlyList<RecipientAuthority> Recipients, IReadOnlyList<AlgorithmProfile> Profiles, RecipientAuthority? Own);
}
