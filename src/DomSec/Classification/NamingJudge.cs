using DomSec.Mime;
using DomSec.Naming;
using DomSec.X509;

namespace DomSec.Classification;

/// <summary>Applies RFC 3183 section 3.1 to a signature whose facts are known: its type attribute, its signer's name, the mapping to the sender.</summary>
internal static class NamingJudge
{
    /// <param name="signature">The signature.</param>
    /// <param name="from">The From field.</param>
    /// <param name="sender">The Sender field.</param>
    /// <param name="originatorName">The name in a verified inner originator's certificate, or null (decision 12).</param>
    /// <param name="encapsulatesSignature">Whether the layer holds another signature layer, an empty one included.</param>
    /// <param name="rules">What limits an ascendant.</param>
    public static void Judge(JudgedSignature signature, FromField from, FromField sender, DistinguishedName? originatorName, bool encapsulatesSignature, NameMappingRules rules)
    {
        foreach (SecurityFlag flag in signature.Type.Flags)
        {
            signature.Raise(flag, flag.Meaning);
        }

        Certificate? certificate = signature.Certificate?.Certificate;
        DomainRole? named = certificate is null ? null : AuthorityName.RoleOf(certificate);
        if (!signature.Type.IsPresent)
        {
            if (named is { } role)
            {
                // DS-STA-17: stripping the attribute must not turn an authority into an author.
                signature.Raise(SecurityFlags.RoleWithoutType, $"The certificate is named {role.RfcName()}, but no signatureType says so.");
                signature.Types = [];
            }
        }
        else
        {
            JudgeAuthorities(signature, certificate, named, from, originatorName, encapsulatesSignature, rules);
        }

        if ((signature.Claims(SignatureType.Originator) || signature.Claims(SignatureType.DelegatedOriginator)) && certificate is not null)
        {
            JudgeOriginator(signature, certificate, from, sender);
        }
    }

    private static void JudgeAuthorities(
        JudgedSignature signature, Certificate? certificate, DomainRole? named, FromField from, DistinguishedName? originatorName, bool encapsulatesSignature, NameMappingRules rules)
    {
        foreach (SignatureType type in signature.Types)
        {
            if (SignatureRoles.RoleOf(type) is not { } role)
            {
                continue;
            }

            // RFC 3183 section 3.1.2: all types except originator must encapsulate another signature, possibly an empty one.
            if (!encapsulatesSignature)
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

            NamingVerdict naming = AuthorityName.Check(certificate, role);
            foreach (NamingFinding finding in naming.Findings)
            {
                signature.Raise(SecurityFlags.Find(finding.Flag)!, finding.Detail);
            }

            if (role == DomainRole.DomainSigning)
            {
                JudgeMapping(signature, naming, from, originatorName, rules);
            }
        }
    }

    private static void JudgeMapping(JudgedSignature signature, NamingVerdict naming, FromField from, DistinguishedName? originatorName, NameMappingRules rules)
    {
        MappingResult mapping = NameMapping.Check(naming, from.Domains, originatorName, rules);
        if (mapping.Flag(DomainRole.DomainSigning) is { } flag)
        {
            signature.Raise(SecurityFlags.Find(flag)!, from.Problem ?? mapping.Detail);
        }
        else if (naming.Conforms)
        {
            signature.Domain = mapping.Domain ?? from.Domains[0];
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
