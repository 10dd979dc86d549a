using DomSec.Mime;
using DomSec.Naming;
using DomSec.Providers;
using DomSec.Trust;
using DomSec.X509;

namespace DomSec.Classification;

/// <summary>Where a signature stands, as far as its judgement depends on it.</summary>
/// <param name="From">The From field.</param>
/// <param name="Sender">The Sender field.</param>
/// <param name="OriginatorName">The name in a verified inner originator's certificate, or null (decision 12).</param>
/// <param name="EncapsulatesSignature">Whether the layer holds another signature layer, an empty one included.</param>
/// <param name="HoldsContent">Whether the layer holds the content itself.</param>
/// <param name="IsParallel">Whether the author's signature stands in the same layer and the partner is known for that.</param>
/// <param name="IsOuterSignature">Whether an untyped signature is one that a domain puts around its domain signature (RFC 3183 section 5 step 4).</param>
internal readonly record struct SignaturePlace(
    FromField From, FromField Sender, DistinguishedName? OriginatorName, bool EncapsulatesSignature, bool HoldsContent, bool IsParallel, bool IsOuterSignature = false);

/// <summary>Applies RFC 3183 section 3.1 to a signature whose facts are known: its type attribute, its signer's name, the mapping to the sender, and what was agreed with the sender's domain.</summary>
/// <param name="agreements">What was agreed with partners.</param>
/// <param name="rules">What limits an ascendant.</param>
internal sealed class NamingJudge(PeerAgreements agreements, NameMappingRules rules)
{
    /// <summary>Whether all senders' domains are known for a habit of early products.</summary>
    public bool Speaks(FromField from, PeerDialects dialect) =>
        from.Domains.Count > 0 && from.Domains.All(domain => agreements.Find(domain) is var (agreement, _) && (agreement.Dialects & dialect) != 0);

    public void Judge(JudgedSignature signature, in SignaturePlace place)
    {
        foreach (SecurityFlag flag in signature.Type.Flags)
        {
            signature.Raise(flag, flag.Meaning);
        }

        Certificate? certificate = signature.Certificate?.Certificate;
        DomainRole? named = certificate is null ? null : AuthorityName.RoleOf(certificate);
        if (!signature.Type.IsPresent)
        {
            if ((named ?? RoleOfPartner(certificate)) is { } role)
            {
                // DS-STA-17: stripping the attribute must not turn an authority into an author.
                if (!(place.IsOuterSignature && role == DomainRole.DomainSigning))
                {
                    signature.Raise(SecurityFlags.RoleWithoutType, $"The certificate is named {role.RfcName()}, but no signatureType says so.");
                }

                signature.Types = [];
            }
        }
        else
        {
            JudgeAuthorities(signature, certificate, named, place);
        }

        if ((signature.Claims(SignatureType.Originator) || signature.Claims(SignatureType.DelegatedOriginator)) && certificate is not null)
        {
            JudgeOriginator(signature, certificate, place.From, place.Sender);
        }
    }

    private void JudgeAuthorities(JudgedSignature signature, Certificate? certificate, DomainRole? named, in SignaturePlace place)
    {
        foreach (SignatureType type in signature.Types)
        {
            if (SignatureRoles.RoleOf(type) is not { } role)
            {
                continue;
            }

            // RFC 3183 section 3.1.2: all types except originator must encapsulate another signature, possibly an empty one.
            if (!place.EncapsulatesSignature)
            {
                signature.Raise(SecurityFlags.NoEncapsulation, $"The {role.RfcName()} signed content that is not itself a signature layer.");
            }

            if (certificate is null)
            {
                continue;
            }

            if (named is { } other && other != role)
            {
                signature.Raise(SecurityFlags.RoleMismatch, $"The signature is of type {type}, the certificate is named {other.RfcName()}.");
                continue;
            }

            if (role == DomainRole.DomainSigning)
            {
                JudgeDomainSigner(signature, certificate, place);
            }
            else
            {
                // DS-NAM-13: such a signer is of any domain. What was agreed is found by the domain that it names, and applies if its pins hold.
                PeerTerms terms = NamedDomains(certificate).Select(domain => agreements.For(domain, signature.Path)).FirstOrDefault(found => found.Agreement is not null) ?? PeerTerms.None;
                RaiseNaming(signature, certificate, role, terms);
            }
        }
    }

    /// <summary>The sender's domain decides what was agreed; of several senders each one's.</summary>
    private void JudgeDomainSigner(JudgedSignature signature, Certificate certificate, in SignaturePlace place)
    {
        FromField from = place.From;
        if (from.Domains.Count == 0)
        {
            JudgeMapping(signature, RaiseNaming(signature, certificate, DomainRole.DomainSigning, PeerTerms.None), [], place, PeerTerms.None);
            return;
        }

        bool holds = true;
        bool toleratesDirect = true;
        MailDomain? covering = null;

        // Asked once for each: a configuration may change between two questions, and a store may answer with another object each time.
        PeerTerms[] agreed = [.. from.Domains.Select(domain => agreements.For(domain, signature.Path))];
        for (int i = 0; i < agreed.Length; i++)
        {
            PeerTerms terms = agreed[i];
            if (Array.FindIndex(agreed, other => other.Partner == terms.Partner) < i)
            {
                continue;
            }

            IReadOnlyList<MailDomain> represented = [.. from.Domains.Where((_, j) => agreed[j].Partner == terms.Partner)];
            MailDomain? domain = JudgeMapping(signature, RaiseNaming(signature, certificate, DomainRole.DomainSigning, terms), represented, place, terms);
            holds &= domain is not null;
            covering ??= domain;
            toleratesDirect &= terms.Agreement is { DirectClearSigned: true };
        }

        if (holds)
        {
            signature.Domain = covering;
            signature.RepresentedDomains = [.. from.Domains.Distinct()];
        }

        if (!place.EncapsulatesSignature && ((toleratesDirect && place.HoldsContent) || place.IsParallel))
        {
            // DS-ENC-13, decision 3: the flag stays, and the partner's profile has it pass.
            signature.Tolerated.Add(SecurityFlags.NoEncapsulation);
        }
    }

    private static NamingVerdict RaiseNaming(JudgedSignature signature, Certificate certificate, DomainRole role, PeerTerms terms)
    {
        NamingVerdict naming = AgreedName.Judge(certificate, role, terms.Naming);
        foreach (NamingFinding finding in naming.Findings)
        {
            signature.Raise(SecurityFlags.Find(finding.Flag)!, finding.Detail);
        }

        // A certificate without a verified path says already what is wrong with it.
        if (terms.IsPinMissing && signature.CertificateFact is not (CertificateFact.Missing or CertificateFact.Untrusted))
        {
            signature.Raise(SecurityFlags.PinMissing, $"Neither the certificate nor an issuer of it is pinned for {terms.Partner}.");
        }

        return naming;
    }

    /// <returns>The signer's domain when naming and mapping hold, else null.</returns>
    private MailDomain? JudgeMapping(JudgedSignature signature, NamingVerdict naming, IReadOnlyList<MailDomain> domains, in SignaturePlace place, PeerTerms terms)
    {
        MappingResult mapping = NameMapping.Check(naming, domains, place.OriginatorName ?? ConfiguredName(domains, terms), rules.With(terms.Naming));
        if (mapping.Flag(DomainRole.DomainSigning) is { } flag)
        {
            signature.Raise(SecurityFlags.Find(flag)!, place.From.Problem ?? mapping.Detail);
            return null;
        }

        return naming.Conforms ? mapping.Domain ?? domains[0] : null;
    }

    /// <summary>AMB-20: the directory name that was configured for the sender's domain, or for the closest one above it.</summary>
    private static DistinguishedName? ConfiguredName(IReadOnlyList<MailDomain> domains, PeerTerms terms)
    {
        if (terms.Agreement?.DirectoryNameOf(domains[0]) is not { } name)
        {
            return null;
        }

        DistinguishedName.TryParse(name.RawData, out DistinguishedName? parsed);
        return parsed;
    }

    /// <summary>The role that a partner's certificate claims where it was agreed that certificates do not say it in the common name.</summary>
    private DomainRole? RoleOfPartner(Certificate? certificate)
    {
        foreach (string email in certificate?.Emails ?? [])
        {
            if (MailDomain.TryFromAddress(email.Trim(' '), out string localPart, out MailDomain domain) && DomainRoleNames.RoleNamed(localPart) is { } role
                && agreements.Find(domain) is ({ Naming: NamingProfile.EmailRole or NamingProfile.CabfMailbox }, _))
            {
                return role;
            }
        }

        return null;
    }

    /// <summary>The domains that a certificate says anything about, in whatever form, to find an agreement by.</summary>
    private static IEnumerable<MailDomain> NamedDomains(Certificate certificate)
    {
        foreach (string email in certificate.Emails)
        {
            if (MailDomain.TryFromAddress(email.Trim(' '), out _, out MailDomain domain))
            {
                yield return domain;
            }
        }

        foreach (MailDomain domain in AgreedName.ServedDomains(certificate))
        {
            yield return domain;
        }
    }

    /// <summary>RFC 8550 section 3: the From or Sender address is in the certificate, if the certificate has any.</summary>
    private static void JudgeOriginator(JudgedSignature signature, Certificate certificate, FromField from, FromField sender)
    {
        if (!from.HasMessage)
        {
            // Bare CMS: there is no From to compare with, the certificate alone names the author.
            signature.Mailbox = certificate.Emails.Count > 0 ? certificate.Emails[0] : null;
            return;
        }

        // Decision 8: without a usable From nothing is compared; Sender does not stand in for it.
        string? match = from.Problem is not null ? null : from.Addresses.Concat(sender.Addresses).FirstOrDefault(address => certificate.Emails.Any(email => FromField.SameAddress(email, address)));
        if (match is not null)
        {
            signature.Mailbox = match;
        }
        else
        {
            // SEC-CMS-04: a certificate without an address confirms no sender either.
            signature.Raise(SecurityFlags.AddressMismatch, from.Problem ?? "No address in the certificate is the sender's.");
        }
    }
}
