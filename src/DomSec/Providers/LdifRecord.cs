using System.Text;

namespace DomSec.Providers;

/// <summary>One entry of an LDIF content file (RFC 2849).</summary>
/// <param name="Name">The distinguished name.</param>
/// <param name="Attributes">Descriptions with their values, in order.</param>
internal sealed record LdifRecord(string Name, IReadOnlyList<(string Description, byte[] Value)> Attributes)
{
    /// <summary>The values of an attribute, whatever options it stands with.</summary>
    public IEnumerable<byte[]> Values(string attribute) =>
        Attributes.Where(each => each.Description.Split(';')[0].Equals(attribute, StringComparison.OrdinalIgnoreCase)).Select(each => each.Value);

    public IEnumerable<string> Texts(string attribute) => Values(attribute).Select(Encoding.UTF8.GetString);
}
