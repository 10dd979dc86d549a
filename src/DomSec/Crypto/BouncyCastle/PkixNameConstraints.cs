using System.Globalization;
using System.Text;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Pkix;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>
/// Name constraints over a whole path (RFC 5280 section 4.2.1.10), the anchor's included (RFC 5937 section 3): a community that trusts
/// a partner's CA for the partner's names expects that to hold. BouncyCastle's validator alone sees neither the anchor's constraints nor SmtpUTF8Mailbox.
/// </summary>
internal static class PkixNameConstraints
{
    /// <summary>Whether every name of the path is allowed by every issuer above it. May throw what BouncyCastle throws at malformed extensions.</summary>
    public static bool Allow(IReadOnlyList<PkixPathCertificate> path)
    {
        var constraints = new PkixNameConstraintValidator();
        bool any = false;
        try
        {
            for (int i = path.Count - 1; i >= 0; i--)
            {
                TbsCertificateStructure tbs = X509CertificateStructure.GetInstance(path[i].Der.ToArray()).TbsCertificate;
                bool isAnchor = i == path.Count - 1;

                // RFC 5280 section 6.1.3 (b): a self-issued certificate is exempt unless it is the final one.
                bool isExempt = isAnchor || (i > 0 && tbs.Subject.Equivalent(tbs.Issuer, inOrder: true));
                if (any && !isExempt)
                {
                    Check(constraints, tbs, path[i].Mailboxes);
                }

                if (i > 0 && tbs.Extensions?.GetExtensionParsedValue(X509Extensions.NameConstraints) is { } value)
                {
                    Add(constraints, NameConstraints.GetInstance(value));
                    any = true;
                }
            }

            return true;
        }
        catch (PkixNameConstraintValidatorException)
        {
            return false;
        }
    }

    private static void Add(PkixNameConstraintValidator constraints, NameConstraints added)
    {
        if (added.PermittedSubtreesValue is { } permitted)
        {
            constraints.IntersectPermittedSubtree(Asn1Sequence.GetInstance(permitted.ToAsn1Object()));
        }

        if (added.ExcludedSubtreesValue is { } excluded)
        {
            foreach (Asn1Encodable subtree in Asn1Sequence.GetInstance(excluded.ToAsn1Object()))
            {
                constraints.AddExcludedSubtree(GeneralSubtree.GetInstance(subtree));
            }
        }
    }

    private static void Check(PkixNameConstraintValidator constraints, TbsCertificateStructure tbs, IReadOnlyList<string> mailboxes)
    {
        Asn1Sequence subject = Asn1Sequence.GetInstance(tbs.Subject.ToAsn1Object());
        if (subject.Count > 0)
        {
            constraints.CheckDN(subject);
        }

        if (tbs.Extensions?.GetExtensionParsedValue(X509Extensions.SubjectAlternativeName) is { } alternatives)
        {
            foreach (GeneralName name in GeneralNames.GetInstance(alternatives).GetNames())
            {
                constraints.CheckName(name);
            }
        }

        foreach (string mailbox in mailboxes)
        {
            constraints.CheckEmail(ToAscii(mailbox));
        }
    }

    /// <summary>
    /// RFC 9598 section 6 and RFC 9549: a constraint's domain is compared in its A-label form, and a local part outside ASCII matches no constraint's.
    /// Its octets are written so that it cannot equal another local part.
    /// </summary>
    private static string ToAscii(string mailbox)
    {
        int at = mailbox.LastIndexOf('@');
        if (Ascii.IsValid(mailbox) || at < 0)
        {
            return mailbox;
        }

        string domain = new IdnMapping().GetAscii(mailbox[(at + 1)..]);
        string local = Ascii.IsValid(mailbox.AsSpan(0, at)) ? mailbox[..at] : "=" + Convert.ToHexString(Encoding.UTF8.GetBytes(mailbox[..at]));
        return local + "@" + domain;
    }
}
