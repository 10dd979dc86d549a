using System.Security.Cryptography.X509Certificates;
using MimeKit;
using MimeKit.Cryptography;

namespace DomSec.Cli.Demo;

/// <summary>The messages of the demonstration, good and bad.</summary>
internal static class DemoMessages
{
    public static MimeMessage Plain(string from, string to, string subject) => new()
    {
        From = { MailboxAddress.Parse(from) },
        To = { MailboxAddress.Parse(to) },
        Subject = subject,
        Date = TimeProvider.System.GetUtcNow(),
        Body = new TextPart("plain") { Text = "The figures for the budget are attached to nothing; this is a demonstration.\r\n" },
    };

    /// <summary>Clear-signed (RFC 8551 section 3.5.3) by somebody else's code, as a mail client would.</summary>
    public static MimeMessage SignedBy(X509Certificate2 certificate, MimeMessage message)
    {
        using var context = new TemporarySecureMimeContext();
        message.Body = MultipartSigned.Create(context, new CmsSigner(certificate) { DigestAlgorithm = MimeKit.Cryptography.DigestAlgorithm.Sha256 }, message.Body!);
        return message;
    }

    /// <summary>Changes one letter inside the signed content.</summary>
    public static MimeMessage Tamper(MimeMessage message)
    {
        var part = (MimePart)message.Body!;
        using var decoded = new MemoryStream();
        part.Content!.DecodeTo(decoded);
        byte[] octets = decoded.ToArray();
        // The signed entity is base64 itself; behind its header and the frame of the empty signature layer comes the text.
        int text = octets.AsSpan().IndexOf("\r\n\r\n"u8) + 170;
        int letter = text + octets.AsSpan(text).IndexOfAnyInRange((byte)'A', (byte)'Y');
        octets[letter]++;
        part.Content = new MimeContent(new MemoryStream(octets));
        return message;
    }

    public static MimeMessage WithFrom(MimeMessage message, string from)
    {
        message.From.Clear();
        message.From.Add(MailboxAddress.Parse(from));
        return message;
    }

    /// <summary>RFC 3464, with the null reverse-path.</summary>
    public static MimeMessage NonDeliveryReport(string domain, string to)
    {
        var status = new MessageDeliveryStatus();
        status.StatusGroups.Add(new HeaderList { { "Reporting-MTA", $"dns; mail.{domain}" } });
        status.StatusGroups.Add(new HeaderList { { "Final-Recipient", $"rfc822; nobody@{domain}" }, { "Action", "failed" }, { "Status", "5.1.1" } });
        var message = new MimeMessage
        {
            From = { new MailboxAddress("Mail Delivery System", $"mailer-daemon@{domain}") },
            To = { MailboxAddress.Parse(to) },
            Subject = "Undelivered Mail Returned to Sender",
            Date = TimeProvider.System.GetUtcNow(),
            Body = new MultipartReport("delivery-status") { new TextPart("plain") { Text = $"There is no nobody@{domain}.\r\n" }, status },
        };
        message.Headers.Insert(0, new Header("Return-Path", "<>"));
        message.Headers.Add("Auto-Submitted", "auto-replied");
        return message;
    }
}
