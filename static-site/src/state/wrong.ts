import { nextTick, type Ref } from 'vue'

/** The focus goes to the first field, from the top, that something is wrong with. */
export function toFirstWrong(form: Readonly<Ref<HTMLElement | null>>): void {
  void nextTick(() => {
    const wrong = form.value?.querySelector<HTMLElement>('[aria-invalid="true"]')
    // Of radio buttons the group is wrong, and one of them takes the focus.
    const field = wrong?.matches('input, select') ? wrong : wrong?.querySelector<HTMLElement>('input:checked') ?? wrong?.querySelector('input')
    field?.focus()
  })
}
