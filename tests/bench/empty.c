/* Does nothing, and is linked to all that the program is linked to. */
int
main(void)
{
	return 0;
}
