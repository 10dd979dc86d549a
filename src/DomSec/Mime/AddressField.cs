using MimeKit;

namespace DomSec.Mime;

/// <summary>The addresses of To and Cc fields, groups taken apart; what cannot be read names nobody.</summary>
internal static class AddressField
{
    public static List<string> Read(IEnumerable<ReadOnlyMemory<byte>> values)
    {
        var addresses = new List<string>();
        foreach (ReadOnlyMemory<byte> value in values)
        {
            if (InternetAddressList.TryParse(value.ToArray(), out InternetAddressList? list))
            {
                addresses.AddRange(list.Mailboxes.Select(mailbox => mailbox.Address));
            }
        }

        return addresses;
    }
}
