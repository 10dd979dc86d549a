using MimeKit;

namespace DomSec.Mime;

/// <summary>Whom the header says a message is to: what every recipient sees (RFC 5322 sections 3.6.3 and 3.6.6).</summary>
internal sealed class RecipientFields
{
    private readonly HashSet<MailboxKey> _visible = [];

    private RecipientFields()
    {
    }

    /// <summary>To and Cc, and those of who sent the message on; Bcc is what nobody is to see.</summary>
    public static RecipientFields Read(EntityHeader header)
    {
        var fields = new RecipientFields();
        foreach (HeaderField field in header.Fields)
        {
            if (field.Id is HeaderId.To or HeaderId.Cc or HeaderId.ResentTo or HeaderId.ResentCc && InternetAddressList.TryParse(field.Value.ToArray(), out InternetAddressList? list))
            {
                foreach (MailboxAddress mailbox in list.Mailboxes)
                {
                    if (MailboxKey.Of(mailbox.Address) is { } key)
                    {
                        fields._visible.Add(key);
                    }
                }
            }
        }

        return fields;
    }

    public bool Names(string address) => MailboxKey.Of(address) is { } key && _visible.Contains(key);
}
