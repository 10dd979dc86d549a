using System.Security.Cryptography;
using System.Text;

namespace DomSec.Providers;

/// <summary>
/// Where a certificate stands in DNS (RFC 8162 section 3). Whoever looks it up has to have DNSSEC say "secure": without it anybody on the way answers (section 6).
/// </summary>
public static class SmimeaName
{
    private const int HashOctets = 28;

    /// <summary>The owner name of a mailbox's SMIMEA records.</summary>
    /// <param name="address">The address, such as <c>hugh@example.com</c>; the case of its local part counts.</param>
    /// <returns>The name, without a final dot.</returns>
    /// <exception cref="FormatException">The text is not one address with a usable domain, or its domain is too long for the labels in front.</exception>
    public static string Of(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!MailDomain.TryFromAddress(address, out string localPart, out MailDomain domain))
        {
            throw new FormatException("the address is not a mail address with a domain; write it as name@example.org");
        }

        // Section 3: the local part without its quoting, in UTF-8 and, where the platform knows it, normalization form C (a SHOULD, and role names are ASCII).
        byte[] hash = SHA256.HashData(Octets(localPart));
        string name = $"{Convert.ToHexStringLower(hash.AsSpan(0, HashOctets))}._smimecert.{domain}";
        return name.Length <= 253 ? name : throw new FormatException("the domain is too long for an SMIMEA name"); // RFC 1035 section 2.3.4
    }

    /// <summary>The owner name of an authority's SMIMEA records: that of its role address.</summary>
    /// <param name="role">The role.</param>
    /// <param name="domain">The domain.</param>
    /// <returns>The name, without a final dot.</returns>
    /// <exception cref="FormatException">The domain is too long for the labels in front.</exception>
    public static string Of(DomainRole role, MailDomain domain) => Of($"{role.RfcName()}@{domain}");

    private static byte[] Octets(string localPart)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetBytes(localPart.Normalize(NormalizationForm.FormC));
        }
        catch (ArgumentException e)
        {
            throw new FormatException("the local part of the address is not Unicode text", e); // half a surrogate pair
        }
    }
}
