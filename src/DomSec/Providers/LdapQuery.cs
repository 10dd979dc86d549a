using System.Globalization;
using System.Text;

namespace DomSec.Providers;

/// <summary>How an LDAP directory is asked for certificates (RFC 3183 section 4.2, RFC 4523): the text of the question, for whatever client sends it. Pure and thread-safe.</summary>
/// <remarks>What comes back is a claim: <see cref="ICertificateDirectory"/> says who judges it.</remarks>
public static class LdapQuery
{
    /// <summary>The attribute to ask for. RFC 4523 section 4: certificates are requested, and come, with the option <c>;binary</c>.</summary>
    public const string CertificateAttribute = "userCertificate;binary";

    /// <summary>The filter that finds an authority's entry by its role address (RFC 3183 section 4.2, the second way).</summary>
    /// <param name="role">The role.</param>
    /// <param name="domain">The domain.</param>
    /// <returns>A filter of RFC 4515.</returns>
    public static string FilterFor(DomainRole role, MailDomain domain) => FilterFor(AddressOf(role, domain));

    /// <summary>The mail address of an authority (RFC 3183 sections 3.1.1 and 4.1), not escaped.</summary>
    /// <param name="role">The role.</param>
    /// <param name="domain">The domain.</param>
    /// <returns>The role's name at the domain.</returns>
    public static string AddressOf(DomainRole role, MailDomain domain) => $"{role.RfcName()}@{domain}";

    /// <summary>The filter that finds an entry by its mail address, such as a recipient's own (RFC 3183 section 4.2, the first way).</summary>
    /// <param name="address">The address, as it is: what has a meaning in filters is escaped.</param>
    /// <returns>A filter of RFC 4515.</returns>
    /// <exception cref="ArgumentException">The address is empty, which a filter would take for any.</exception>
    public static string FilterFor(string address)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        return $"(mail={Escape(address)})";
    }

    /// <summary>Writes a value so that it stands for itself in a filter (RFC 4515 section 3): an address with <c>*)(</c> in it asks for nothing else.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The value in ASCII; every other octet of its UTF-8, and the five that RFC 4515 names, as a backslash and two hexadecimal digits.</returns>
    public static string Escape(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = new StringBuilder(value.Length + 8);
        foreach (byte octet in Encoding.UTF8.GetBytes(value))
        {
            if (octet is < 0x20 or > 0x7E or (byte)'*' or (byte)'(' or (byte)')' or (byte)'\\')
            {
                text.Append(CultureInfo.InvariantCulture, $"\\{octet:x2}");
            }
            else
            {
                text.Append((char)octet);
            }
        }

        return text.ToString();
    }

    /// <summary>Whether an attribute that came back holds certificates in BER: with the option, in any case and beside other options; a server that leaves it out sends no BER.</summary>
    /// <param name="description">The attribute description of RFC 4512 section 2.5.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsCertificateAttribute(string description)
    {
        ArgumentNullException.ThrowIfNull(description);
        string[] parts = description.Split(';');
        return (parts[0].Equals("userCertificate", StringComparison.OrdinalIgnoreCase) || parts[0] == "2.5.4.36")
            && parts.Skip(1).Contains("binary", StringComparer.OrdinalIgnoreCase);
    }
}
