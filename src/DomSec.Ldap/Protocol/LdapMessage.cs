using System.Formats.Asn1;

namespace DomSec.Ldap.Protocol;

/// <summary>
/// <code>
/// LDAPMessage ::= SEQUENCE { messageID MessageID, protocolOp CHOICE {…}, controls [0] Controls OPTIONAL }
/// </code>
/// RFC 4511 section 4.1.1. The parts point into the buffer that was read and live until the next read.
/// </summary>
internal readonly ref struct LdapMessage
{
    private LdapMessage(int id, Asn1Tag operation, ReadOnlySpan<byte> body, ReadOnlySpan<byte> controls)
    {
        Id = id;
        Operation = operation;
        Body = body;
        Controls = controls;
    }

    public int Id { get; }

    public Asn1Tag Operation { get; }

    /// <summary>What stands inside the operation's tag.</summary>
    public ReadOnlySpan<byte> Body { get; }

    private ReadOnlySpan<byte> Controls { get; }

    public static LdapMessage Parse(ReadOnlySpan<byte> frame)
    {
        var outer = new LdapReader(frame);
        LdapReader message = outer.ReadConstructed(Asn1Tag.Sequence);
        outer.ExpectEnd();
        int id = message.ReadInteger(Asn1Tag.Integer);
        if (id < 0)
        {
            throw LdapReader.Malformed("a message has a negative number");
        }

        Asn1Tag operation = message.Peek();
        ReadOnlySpan<byte> body = message.Read(operation);
        ReadOnlySpan<byte> controls = default;
        if (message.HasData)
        {
            controls = message.Read(LdapTags.Controls);
        }

        message.ExpectEnd();
        return new LdapMessage(id, operation, body, controls);
    }

    /// <summary>The value of a control, or null. RFC 4511 section 4.1.11: Control ::= SEQUENCE { controlType LDAPOID, criticality BOOLEAN DEFAULT FALSE, controlValue OCTET STRING OPTIONAL }.</summary>
    public byte[]? ControlValue(string oid)
    {
        var controls = new LdapReader(Controls);
        while (controls.HasData)
        {
            LdapReader control = controls.ReadConstructed(Asn1Tag.Sequence);
            string type = control.ReadText();
            if (control.NextIs(Asn1Tag.Boolean))
            {
                control.Read(Asn1Tag.Boolean);
            }

            byte[] value = control.HasData ? control.ReadOctets() : [];
            control.ExpectEnd();
            if (type == oid)
            {
                return value;
            }
        }

        return null;
    }
}
