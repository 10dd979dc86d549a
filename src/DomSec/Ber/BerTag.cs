namespace DomSec.Ber;

/// <summary>First identifier octets (X.690 section 8.1.2) of the types that CMS uses; all have low tag numbers.</summary>
internal static class BerTag
{
    public const byte EndOfContents = 0x00;
    public const byte Boolean = 0x01;
    public const byte Integer = 0x02;
    public const byte BitString = 0x03;
    public const byte OctetString = 0x04;
    public const byte Null = 0x05;
    public const byte ObjectIdentifier = 0x06;
    public const byte Enumerated = 0x0A;
    public const byte Utf8String = 0x0C;
    public const byte PrintableString = 0x13;
    public const byte TeletexString = 0x14;
    public const byte Ia5String = 0x16;
    public const byte UtcTime = 0x17;
    public const byte GeneralizedTime = 0x18;
    public const byte VisibleString = 0x1A;
    public const byte UniversalString = 0x1C;
    public const byte BmpString = 0x1E;
    public const byte Sequence = 0x30;
    public const byte Set = 0x31;

    /// <summary>Bit 6 of the identifier octet: the contents are elements themselves.</summary>
    public const byte ConstructedBit = 0x20;

    /// <summary>[number] with constructed contents, as EXPLICIT tags and IMPLICIT tags over SEQUENCE and SET have.</summary>
    public static byte Context(int number) => (byte)(0xA0 | number);

    /// <summary>[number] with primitive contents, as IMPLICIT tags over strings and integers have.</summary>
    public static byte ContextPrimitive(int number) => (byte)(0x80 | number);

    public static bool IsConstructed(byte tag) => (tag & ConstructedBit) != 0;
}
